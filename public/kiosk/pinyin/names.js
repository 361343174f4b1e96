// What names are made of. Surnames in the order of the Ministry of Public Security's counts, from memory past the first hundred;
// characters of given names likewise, old people's and children's alike.

const SURNAMES = `
王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖
石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳
翟申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司
卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池
查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿
国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利
于呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植富尧闭才由令郏蒯弓寿通扶堵宰郦璩桓萨岩邴阎傅萧尔钮苍贝咸籍籍尼妥者保操仰宓隗麴乜肇
逄员秘种折撒洗句郗厍蹇竺佴缑郇`;

/** Surnames that are said otherwise than the character. */
const SAID = new Map(Object.entries({
  单: 'shan', 仇: 'qiu', 曾: 'zeng', 解: 'xie', 任: 'ren', 朴: 'piao', 区: 'ou', 查: 'zha', 盖: 'ge', 乐: 'yue', 纪: 'ji', 缪: 'miao',
  逄: 'pang', 员: 'yun', 秘: 'bi', 冼: 'xian', 翟: 'zhai', 种: 'chong', 折: 'she', 洗: 'xian', 句: 'gou', 宓: 'mi', 隗: 'wei', 佘: 'she',
  厍: 'she', 乜: 'nie', 麴: 'qu', 谌: 'chen', 臧: 'zang', 覃: 'qin', 尉: 'wei', 撒: 'sa', 宿: 'su', 薄: 'bo', 燕: 'yan', 华: 'hua',
  宁: 'ning', 阚: 'kan', 逯: 'lu', 郗: 'xi', 亓: 'qi', 昝: 'zan', 仝: 'tong', 晁: 'chao', 郇: 'xun', 缑: 'gou', 蹇: 'jian', 那: 'na',
  都: 'du', 车: 'che', 柏: 'bai', 牟: 'mu', 沈: 'shen', 卜: 'bu', 石: 'shi', 万: 'wan', 南: 'nan', 和: 'he', 行: 'xing', 强: 'qiang',
}));

/** Compound surnames, the most frequent first. */
export const COMPOUND = `
欧阳 ou yang,上官 shang guan,皇甫 huang fu,令狐 ling hu,诸葛 zhu ge,司徒 si tu,司马 si ma,申屠 shen tu,夏侯 xia hou,贺兰 he lan,
完颜 wan yan,慕容 mu rong,尉迟 yu chi,长孙 zhang sun,东方 dong fang,公孙 gong sun,端木 duan mu,宇文 yu wen,独孤 du gu,南宫 nan gong,
西门 xi men,轩辕 xuan yuan,澹台 tan tai,淳于 chun yu,单于 chan yu,太史 tai shi,公羊 gong yang,百里 bai li,呼延 hu yan,东郭 dong guo,
南门 nan men,闻人 wen ren,钟离 zhong li,濮阳 pu yang,赫连 he lian,万俟 mo qi,拓跋 tuo ba,第五 di wu,公冶 gong ye,宗政 zong zheng,
仲孙 zhong sun,鲜于 xian yu,闾丘 lv qiu,司空 si kong,亓官 qi guan,司寇 si kou,子车 zi ju,颛孙 zhuan sun,巫马 wu ma,公西 gong xi,
漆雕 qi diao,乐正 yue zheng,壤驷 rang si,公良 gong liang,夹谷 jia gu,宰父 zai fu,谷梁 gu liang,段干 duan gan,梁丘 liang qiu,
左丘 zuo qiu,东门 dong men,羊舌 yang she,纳兰 na lan,叶赫 ye he,爱新 ai xin,那拉 na la,瓜尔 gua er,佟佳 tong jia,富察 fu cha,
钮祜 niu hu`
  .trim()
  .split(/,\s*/)
  .map((one) => [one.slice(0, one.indexOf(' ')), one.slice(one.indexOf(' ') + 1)]);

const GIVEN = `
英华文玉秀明兰金国春红梅丽志建军平芳桂荣珍凤霞云生海林德福永小晓伟强杰敏静娟燕艳萍玲琴清淑素美香莲芬菊翠花月爱惠琼贵祥庆
成东新学忠义良光辉宝世家宏少立振卫民利东胜龙飞鹏勇刚斌超磊涛波峰浩宇轩泽子梓涵欣怡诗雨佳嘉思雅雪婷琳莉洁颖慧瑶瑞俊豪博睿晨
旭阳皓天翔凯帆安宁和康健顺昌兴旺发财有才富贵根水木土火山石柱树松柏青竹江河湖洪源长元亮正大中华方仁礼智信孝廉耀先祖承继绍
宗锦绣彩锋钢铁铭鑫钰银锡钧锐镇权全启君群英雄威武力行远道达通理治政权胜利跃进前进红旗向东爱国援朝解放和平建设国庆卫东建华
志强建平志明建国建军春梅桂英秀英玉兰秀兰淑英淑珍淑兰玉珍桂兰桂珍凤英凤兰素珍素英秀珍玉英玉梅丽华丽娟丽萍艳红亚如一若依可
心怡梦悦乐宸诺一辰昊然逸航奕萱语彤茜倩薇蕾芸芷若蓉莹萌菲菁蓓蕊苗苹茂荷莎莺琪琦珊珠瑜璐瑾璇玥珂玮琛琳珺玟瑗瑛璟璋珏玺琰琬
曼娜娇婉媛婕嫣妍妮娅姗姣妙姝娴婧嬿妤娥婵嫦姿姬嫒秋冬夏晴晶昕昱晖晟晗晏晔暄景曦曙昭昌昆昂映晋普时智星月朝朗期望胜朋友
诚诗谊谦谨诺谕详谋论让议记训认许证评词语课善喜嘉吉启向君含和品哲唯响商圣坚坤城培基堂堃壁士夫奇奎奋女好如始委季学
宜定宛实宣宪宫容宽富寒尚尧山岩岭岳岚峻崇川州工左巧帅师希帝常广序应庚庭廷延建开弘张弛彦彬彪影征律徐得徽德
必忆志忠怀怡思恒恩恺悟悦情惟惠愉意愿慈慕慧懿战才扬承技拥振捷授掌敬斐斌斯新施旋日旦旭昊晃晓晴晶智曜更书朔木本朴权杉杏李杨
松林枝枫柏柔柯柳栋根格桃桐梁梦棋森楚楠榕榆槐樱欢欣欧正武殿毅民汉汝江池沁沂沅沐沙沛河治泉法泓波泰泽洁津洋洪洲浚浦浩海润涵淇淑
淳深清渊湘源溪滢滨漫漪潇潮澄澜激灵灿炎炜炳烁烈焕然煜照熙燕爽牧特独玄率玉王玲珈珑珩理琅琢瑄瑶璞瓒甜田甲申男畅登百盈益盛相
真知石砚硕磊祎祖祥祯禄福禧禹秀秉科秦程稷穆空立竞章童笑笛符策筠箐简籍米粉精素紫红纪纯纲纳练组细终绍经绚统维绮绿缘缨罗美羽翀翊
翎翔翠耀聪肖育胤能自航艺艾芃芊芙芝芮苏英范茵茹荃荔莉莘菡萃萌葵蓝蕙藏虎虹蝶行衍衡裕西言计训诏诵谣谷象贝贞贤贵贺赋赐赞起超越趣
跃路轩轶辉辰远连迎进逊通逢遥遇道邦郁郎酉采里重野量金鉴钊钦钰铃铠铎锋锦镜长闯闻阔阳陆陶隆雁雄雅集雨雯雪雷霄霆霏霖露青静韦韬韵顺
颂颜风飒飞馨香驰驹骁骏骞骥高魁鲁鸣鸿鹃鹤鹏麒麟黎黛齐龙喆淼焱垚犇骉赟彧昇昉婼镕晞昶旻珣珅琨瑀瑭璠璨瓯祺祐禛稼笙筱筝粲绎绯绫缜
羿翰翙聿肇臻舒舜芯芫茉荻菀葭蒙蒲蓁蔚蔓薏蘅衿襄觅诣谌谧贻轲辙迪适邈邺郢酝钏铄锴键镛闵阅陌隽雍霁靓颀颐颢飏骐鲲鹭黉`;

/** Readings that the dictionary lacks and names have. */
export const READINGS = `
䶮 yan,㛃 jie,嗯 en,祎 yi,堃 kun,仇 qiu,单 shan,盖 ge,区 ou,朴 piao,查 zha,解 xie,曾 zeng,乐 yue,员 yun,秘 bi,种 chong,折 she,句 gou,逄 pang,
缪 miao,冼 xian,洗 xian,谌 chen,覃 qin,尉 yu,万 mo,俟 qi,澹 tan,薄 bo,宿 su,隗 wei,厍 she,乜 nie,黑 he,繁 po,召 shao,佴 nai,缑 gou,郇 xun,
玥 yue,珺 jun,翀 chong,喆 zhe,淼 miao,焱 yan,垚 yao,犇 ben,骉 biao,赟 yun,彧 yu,昇 sheng,昉 fang,玟 wen,妤 yu,婼 ruo,镕 rong,晞 xi,昶 chang,
旻 min,珣 xun,珅 shen,琨 kun,瑀 yu,璠 fan,璨 can,祺 qi,禛 zhen,筱 xiao,翙 hui,聿 yu,芃 peng,芊 qian,葭 jia,蓁 zhen,颢 hao,飏 yang,骐 qi,
鲲 kun,黉 hong,琬 wan,瑄 xuan,珩 heng,璟 jing,琰 yan,濛 meng,滢 ying,煊 xuan,烜 xuan,烨 ye,炜 wei,熠 yi,燚 yi,甯 ning,皓 hao,睿 rui,祐 you,
頔 di,頫 fu,颋 ting,靓 liang,勍 qing,劼 jie,卉 hui,吒 zha,咏 yong,哿 ge,啟 qi,囡 nan,圳 zhen,堉 yu,墉 yong,奡 ao,姮 heng,娢 han,婳 hua,
嫄 yuan,嬅 hua,孖 zi,孜 zi,崟 yin,嵘 rong,嶷 yi,巘 yan,彣 wen,忞 min,恣 zi,愔 yin,懋 mao,戬 jian,扆 yi,斓 lan,昀 yun,昪 bian,晅 xuan,晙 jun,
暐 wei,暘 yang,枔 xin,栩 xu,桉 an,桢 zhen,梽 zhi,棽 chen,榮 rong,橦 tong,櫆 kui,毓 yu,沄 yun,沚 zhi,泠 ling,洺 ming,洢 yi,浛 han,涴 wan,淏 hao,
渼 mei,湉 tian,湑 xu,溍 jin,滟 yan,漩 xuan,潆 ying,澍 shu,濬 jun,灏 hao,炅 jiong,炫 xuan,烔 tong,焜 kun,煐 ying,熵 shang,牁 ke,犟 jiang,猗 yi,
玎 ding,玓 di,玙 yu,玠 jie,玢 bin,玦 jue,珵 cheng,琤 cheng,琮 cong,瑆 xing,瑔 quan,瑢 rong,璎 ying,璐 lu,璘 lin,瓅 li,畹 wan,痟 xiao,皞 hao,
睍 xian,砼 tong,祁 qi,禔 ti,稔 ren,穗 sui,竑 hong,笛 di,筠 yun,簃 yi,綦 qi,纮 hong,绅 shen,羲 xi,翃 hong,翥 zhu,舸 ge,艮 gen,苒 ran,荞 qiao,
菂 di,菘 song,萁 qi,蒗 lang,蕤 rui,藜 li,虓 xiao,袆 hui,谖 xuan,谞 xu,豳 bin,贇 yun,赪 cheng,轼 shi,逯 lu,邈 miao,郴 chen,鄞 yin,酡 tuo,釨 zi,
钘 xing,钤 qian,铖 cheng,锳 ying,锺 zhong,镒 yi,闳 hong,阗 tian,雱 pang,霈 pei,韫 yun,顼 xu,颙 yong,颎 jiong,飔 si,馥 fu,骅 hua,髙 gao,魃 ba,
鳕 xue,麓 lu,黟 yi,鼐 nai,龑 yan,龢 he`
  .trim()
  .split(/,\s*/)
  .map((one) => one.split(' '));

const rankOf = (text) => {
  const ranks = new Map();
  for (const one of text) if (one.trim() && !ranks.has(one)) ranks.set(one, ranks.size);
  return ranks;
};
const surnameRanks = rankOf(SURNAMES);
const givenRanks = rankOf(GIVEN);

/** How far down the list of surnames a character stands when it is said so; nothing for what is no surname. */
export function surnameRank(text, syllable) {
  const said = SAID.get(text);
  return said && said !== syllable ? undefined : surnameRanks.get(text);
}

/** How far down the list of given names' characters. */
export const givenRank = (text) => givenRanks.get(text);

/** The single surnames, the most frequent first. */
export const singleSurnames = () => [...surnameRanks.keys()];
/** The characters of given names, the most frequent first. */
export const givenCharacters = () => [...givenRanks.keys()];
