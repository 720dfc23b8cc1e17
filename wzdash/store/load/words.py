"""Words and forms that are recognised in files: data, never shown to anybody."""

from __future__ import annotations

import re

# ---------------------------------------------------------------- persons

PERSONAL_HEADER = re.compile(
    "姓名|名字|身份证|证件号|护照|社保号|电话|手机|联系方式|联系人|车牌|号牌|微信|邮箱|出生日期|出生年月|户籍|住址|家庭地址|签名"
    "|当事人(?!数)|申请人(?!数)|报警人|报案人|举报人|投诉人|诉求人|来电人|反映人|受害人|被害人|嫌疑人|事主|户主|监护人|法人代表"
    "|法定代表人|负责人|承办人|经办人|办理人|处置人|上报人|受理人|回访人(?!数)|调解员(?!数)|网格员(?!数)|巡查员(?!数)|民警(?!数)"
)
FAMILY_NAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白"
    "邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
PLATE_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
PLACE_ENDINGS = "村镇区街路局所社队格市县巷弄园里湾山湖港桥浜"
HAN = "一-龥"
TITLES = "先生|女士|小姐|大爷|阿姨"
PERSON_LABELS = "反映人|报警人|当事人|申请人|联系人|姓名"
COLONS = "[:：]"
DOTS = "[·• ]"

# ---------------------------------------------------------------- dates

# ISO forms are cast; these follow. Day and month in another order are never guessed: a mapping names them.
DATE_FORMATS = (
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%Y年%m月%d日 %H时%M分%S秒",
    "%Y年%m月%d日 %H时%M分",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日%H时%M分",
    "%Y年%m月%d日",
    "%Y年%m月",
    "%Y.%m.%d %H:%M:%S",
    "%Y.%m.%d %H:%M",
    "%Y.%m.%d",
    "%Y%m%d%H%M%S",
    "%Y%m%d",
    "%Y-%m",
    "%Y/%m",
)
ONLY_MONTH = r"^\d{4}[-/.年]\d{1,2}月?$"
HOUR_MARK = "时"
DATE_EXAMPLES = {
    "date": "2020-05-06, 2020/5/6, 2020年5月6日, 20200506",
    "datetime": "2020-05-06 09:30:00, 2020/5/6 9:30, 2020年5月6日 9时30分, 2020-05-06",
}

# ---------------------------------------------------------------- yes and no, places, the template

TRUE = ("是", "有", "true", "yes", "y", "1", "t", "有效", "已解决", "解决", "已联系", "联系", "已响应")
FALSE = ("否", "无", "false", "no", "n", "0", "f", "无效", "未解决", "未联系", "未响应")
AREA_ENDING = re.compile(
    r"(村民委员会|居民委员会|村委会|居委会)$|(?<=..)(街道办事处|街道|社区|镇|乡|村|园区)$"
    r"|(?<=.)( subdistrict| town| community| village| street)$"
)
MARK_HEADERS = ("标记", "mark")
EXAMPLE_MARKS = ("示例", "example")
