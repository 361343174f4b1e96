import assert from 'node:assert/strict';
import test from 'node:test';
import { shown } from '../../public/kiosk/pinyin/engine.js';
import { segment } from '../../public/kiosk/pinyin/segment.js';
import { dictionary, offered, write } from './house-of-tables.mjs';

const cuts = (typed) => segment(typed, dictionary).map((units) => units.map((unit) => unit.text).join(' '));

test('letters are cut into syllables in every way that they can be', () => {
  assert.deepEqual(cuts('xian').slice(0, 2), ['xian', 'xi an']);
  assert.ok(cuts('fangan').includes('fang an') && cuts('fangan').includes('fan gan'));
  assert.equal(cuts('zhangsan')[0], 'zhang san');
  assert.equal(cuts('nver')[0], 'nv er');
});

test('an apostrophe ends a syllable', () => {
  assert.deepEqual([...new Set(cuts("xi'an"))], ['xi an']);
  assert.equal(cuts("'xian")[0], 'xian');
});

test('v is ü, and forgiven where the dictionary writes u', () => {
  assert.equal(cuts('lv')[0], 'lv');
  assert.equal(cuts('jv')[0], 'ju');
  assert.equal(cuts('lve')[0], 'lue');
  assert.equal(shown('nver', dictionary), 'nü er');
});

test('what cannot be said is left over, and what came before it can still be written', () => {
  assert.deepEqual(cuts('uu'), []);
  assert.deepEqual(offered('uu'), []);
  assert.equal(offered('niu')[0], '牛');
  assert.equal(offered('beijingvv')[0], '北京');
});

test('words and sentences come by how often they are written', () => {
  for (const [typed, wanted] of [
    ['nver', '女儿'], ['gaolingjintie', '高龄津贴'], ['beijingshidongchengqu', '北京市东城区'], ['gonganju', '公安局'],
    ['woyaoshenqinggaolingjintie', '我要申请高龄津贴'], ['hunyindengji', '婚姻登记'], ["xi'an", '西安'], ['lv', '率'],
  ]) {
    assert.equal(offered(typed)[0], wanted, typed);
  }
});

test('«xian» offers 先 and 西安 beside each other, «lv» 绿 and 吕', () => {
  assert.ok(offered('xian').slice(0, 3).includes('先') && offered('xian').slice(0, 3).includes('西安'));
  assert.ok(offered('lv').slice(0, 4).includes('绿') && offered('lv').slice(0, 4).includes('吕'));
});

test('the first letters of the syllables are enough for a word', () => {
  assert.ok(offered('bj').slice(0, 12).includes('北京'));
  assert.equal(offered('bjs')[0], '北京市');
  assert.ok(offered('zhg').slice(0, 12).includes('中国'));
});

test('a syllable that was only begun is completed', () => {
  assert.ok(offered('zhongg').slice(0, 3).includes('中国'));
});

test('a part is written and the rest stays to be written', () => {
  assert.deepEqual(write('张三丰收', 'zhangsanfengshou')?.left, '');
});

test('every character of a syllable can be reached, and none stands twice', () => {
  for (const syllable of ['yi', 'shi', 'lv', 'a', 'zhuang']) {
    const list = offered(syllable);
    assert.equal(new Set(list).size, list.length, syllable);
    for (const { text } of dictionary.exactly(syllable)) assert.ok(list.includes(text), `${syllable}: ${text}`);
  }
});

test('every word of the dictionary can be reached by its whole pinyin', () => {
  const keys = [...dictionary.words.keys()].filter((key, at) => at % 40 === 0 && !/(^| )(n|m|ng|hm)( |$)/.test(key));
  for (const key of keys) {
    const list = new Set(offered(key.replaceAll(' ', "'")));
    for (const { text } of dictionary.exactly(key)) assert.ok(list.has(text), `${key}: ${text}`);
  }
});

test('a long line is offered before the next key is pressed', () => {
  const began = performance.now();
  offered('wozhuzaibeijingshidongchengqudonghuashimenjiedao');
  offered('zhsjlmnbpq');
  assert.ok(performance.now() - began < 1500);
});
