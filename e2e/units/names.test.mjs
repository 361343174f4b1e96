import assert from 'node:assert/strict';
import test from 'node:test';
import { COMPOUND, givenCharacters, singleSurnames, surnameRank } from '../../public/kiosk/pinyin/names.js';
import { dictionary, offered, said, write } from './house-of-tables.mjs';

const names = { names: true };
/** So many candidates stand on the first page of a panel of 32 inches. */
const FIRST_PAGE = 14;

test('common names stand first', () => {
  for (const [typed, wanted] of [
    ['zhangsan', '张三'], ['ouyang', '欧阳'], ['zhangweiguo', '张卫国'], ['liuxiuying', '刘秀英'], ['wangguizhen', '王桂珍'], ['lishulan', '李淑兰'],
    ['chenjianguo', '陈建国'], ['ouyangna', '欧阳娜'],
  ]) {
    assert.ok(offered(typed, names).slice(0, 3).includes(wanted), `${typed}: ${offered(typed, names).slice(0, 6)}`);
  }
});

test('a surname comes before the common word', () => {
  for (const [typed, surname] of [['lv', '吕'], ['xian', '冼'], ['shan', '单'], ['qiu', '邱'], ['zeng', '曾'], ['xie', '谢'], ['ren', '任'], ['piao', '朴'], ['ge', '葛'], ['wang', '王']]) {
    assert.equal(offered(typed, names)[0], surname, typed);
  }
  assert.ok(offered('ge', names).slice(0, 6).includes('盖'));
  assert.ok(offered('qiu', names).slice(0, 6).includes('仇'));
});

test('compound surnames are known', () => {
  for (const [surname, key] of COMPOUND) {
    assert.ok(offered(key.replaceAll(' ', ''), names).slice(0, FIRST_PAGE).includes(surname), `${surname} ${key}`);
  }
});

test('after the surname characters come as names have them', () => {
  const after = { names: true, before: '张' };
  assert.equal(offered('wei', after)[0], '伟');
  assert.equal(offered('jie', after)[0], '杰');
  assert.equal(offered('weiguo', after)[0], '卫国');
  assert.ok(offered('yi', after).indexOf('怡') < offered('yi', after).indexOf('以'));
});

test('initials are enough for a name to begin', () => {
  assert.ok(write('张三', 'zhsan', names));
  assert.ok(write('李秀兰', 'lxl', names));
});

test('rare characters of names can be typed', () => {
  for (const [typed, character] of [['yan', '䶮'], ['jie', '㛃'], ['kun', '堃'], ['yi', '祎'], ['zhe', '喆'], ['yun', '赟'], ['moqi', '万俟']]) {
    assert.ok(offered(typed, { names: true, before: typed === 'moqi' ? '' : '张' }).includes(character), character);
  }
});

test('a surname is found under the way that it is said only', () => {
  assert.equal(surnameRank('单', 'dan'), undefined);
  assert.equal(surnameRank('曾', 'ceng'), undefined);
  assert.notEqual(surnameRank('单', 'shan'), undefined);
});

/** A small generator: the same thousand names each time. */
function* thousand() {
  let state = 20261128;
  const next = (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  // Frequent surnames and characters come more often, as in life.
  const often = (list) => list[Math.floor(list.length * (next(1000) / 1000) ** 2)];
  const surnames = singleSurnames().filter((one) => said.has(one));
  const given = givenCharacters().filter((one) => said.has(one));
  for (let count = 0; count < 1000; count += 1) {
    const compound = next(20) === 0 ? COMPOUND[next(20)] : undefined;
    const surname = compound?.[0] ?? often(surnames);
    const key = compound?.[1] ?? [...dictionary.syllables].find((syllable) => surnameRank(surname, syllable) !== undefined && dictionary.exactly(syllable).some((one) => one.text === surname));
    const rest = Array.from({ length: 1 + next(4 / 2) }, () => often(given));
    yield { name: surname + rest.join(''), syllables: [...key.split(' '), ...rest.map((one) => said.get(one).syllable)] };
  }
}

test('a thousand names come out as they were meant, most of them from the first page', () => {
  let [atOnce, first] = [0, 0];
  for (const { name, syllables } of thousand()) {
    const done = write(name, syllables.join("'"), names);
    assert.ok(done, `${name} ${syllables}`);
    assert.equal(done.left.replaceAll("'", ''), '', name);
    if (done.places.length === 1 && done.places[0] < FIRST_PAGE) atOnce += 1;
    if (done.places.every((place) => place < FIRST_PAGE)) first += 1;
  }
  assert.ok(atOnce > 500, `whole from the first page: ${atOnce}`);
  assert.ok(first > 780, `never a page turned: ${first}`);
});
