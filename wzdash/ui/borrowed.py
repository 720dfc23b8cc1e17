"""Streamlit's own words in the language of the page: it has no translation, and they are seen on every page.

Only whole texts and labels are replaced, never in a drawing or a table's cells, and put back when the
language changes.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from wzdash.labels import N_, _, language

WORDS = {
    "Skip to main content": N_("跳到正文"),
    "Sidebar": N_("侧栏"),
    "Collapse sidebar": N_("收起侧栏"),
    "Expand sidebar": N_("展开侧栏"),
    "App pages": N_("页面导航"),
    "Main menu": N_("主菜单"),
    "Running...": N_("正在计算"),
    "Stop": N_("停止"),
    "Close": N_("关闭"),
    "Dismiss": N_("收起"),
    "Open": N_("展开选项"),
    "Clear all": N_("全部清除"),
    "Clear value": N_("清除"),
    "Selected values": N_("已选"),
    "Select all": N_("全选"),
    "No results": N_("没有符合的选项"),
    "No options to select": N_("没有可选项"),
    "Choose an option": N_("请选择"),
    "Choose options": N_("可选多项"),
    "Choose date": N_("选择日期"),
    "Choose date range": N_("选择起止日期"),
    "Clear date": N_("清除日期"),
    "Clear dates": N_("清除起止日期"),
    "Increment": N_("加"),
    "Decrement": N_("减"),
    "Upload": N_("上传文件"),
    "Drag and drop file here": N_("把文件拖到这里"),
    "Drag and drop files here": N_("把这些文件拖到这里"),
    "Fullscreen": N_("全屏"),
    "Close fullscreen": N_("退出全屏"),
    "Search": N_("在表中查找"),
    "Type to search": N_("输入要找的内容"),
    "Previous Result": N_("上一处"),
    "Next Result": N_("下一处"),
    "Close Search": N_("关闭查找"),
    "Download as CSV": N_("下载本表为CSV"),
    "Show/hide columns": N_("选择要显示的列"),
    "Clear selection": N_("取消选择"),
    "Dataframe column menu": N_("本列的菜单"),
    "Copy column name": N_("复制列名"),
    "Sort ascending": N_("升序"),
    "Sort descending": N_("降序"),
    "Statistics": N_("统计"),
    "Format": N_("显示格式"),
    "Autosize": N_("自动列宽"),
    "Pin column": N_("固定本列"),
    "Unpin column": N_("不再固定"),
    "Hide column": N_("隐藏本列"),
    "Scroll tabs left": N_("标签左移"),
    "Scroll tabs right": N_("标签右移"),
    "Connection error": N_("连接中断"),
    "Connecting": N_("正在连接"),
    "Page not found": N_("没有这一页"),
}
PATTERNS = {
    r"^(?:You have requested page /|The page that you have requested ).+ main page\.$": N_(
        "链接中的页面不存在,改为显示首页。"
    ),
    r"^(\d+) options available\.$": N_("有 $1 个选项。"),
    r"^Select (\d+) matches$": N_("选择符合的 $1 项"),
    r"^Remove (.+)$": N_("移除:$1"),
    r"^Help for (.+)$": N_("说明:$1"),
    r"^Press (.+) to apply$": N_("按 $1 应用"),
    r"^(\S+) per file$": N_("每个文件不超过 $1"),
    r"^Fullscreen: (.+)$": N_("全屏:$1"),
    r"^Close fullscreen: (.+)$": N_("退出全屏:$1"),
    r"^Search: (.+)$": N_("在表中查找:$1"),
    r"^Download as CSV: (.+)$": N_("下载本表为CSV:$1"),
    r"^Show/hide columns: (.+)$": N_("选择要显示的列:$1"),
    r"^(.+) start date$": N_("$1:开始日期"),
    r"^(.+) end date$": N_("$1:结束日期"),
}

SCRIPT = r"""export default function ({ data }) {
  window.wzBorrowed?.();
  const words = new Map(Object.entries(data.words));
  if (!words.size) return;
  const patterns = Object.entries(data.patterns).map(([from, to]) => [new RegExp(from), to]);
  const named = ["aria-label", "title", "placeholder"];
  const marked = named.map((name) => `[${name}]`).join(",");
  const replaced = new Map();
  const told = (text) => {
    const whole = text.trim();
    if (!/[A-Za-z]{2}/.test(whole)) return null;
    if (words.has(whole)) return words.get(whole);
    const found = patterns.find(([from]) => from.test(whole));
    return found ? whole.replace(found[0], found[1]) : null;
  };
  const isOurs = (element) => !element || element.closest("svg, [role=grid], .stHtml, textarea, code");
  const keep = (node, name, from, to) => {
    if (!replaced.has(node)) replaced.set(node, {});
    replaced.get(node)[name] = [from, to];
  };
  const ofText = (node) => {
    const to = told(node.nodeValue);
    if (to === null || isOurs(node.parentElement)) return;
    keep(node, "", node.nodeValue, to);
    node.nodeValue = to;
  };
  const ofLabel = (element, name) => {
    const from = element.getAttribute(name), to = from && told(from);
    if (!to || element instanceof SVGElement) return;
    keep(element, name, from, to);
    element.setAttribute(name, to);
  };
  const ofTree = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return ofText(node);
    if (node.nodeType !== Node.ELEMENT_NODE || node instanceof SVGElement) return;
    for (const name of named) ofLabel(node, name);
    for (const element of node.querySelectorAll(marked)) for (const name of named) ofLabel(element, name);
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) ofText(texts.currentNode);
  };
  const observer = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") ofLabel(change.target, change.attributeName);
      else if (change.type === "characterData") ofText(change.target);
      else change.addedNodes.forEach(ofTree);
    }
    for (const node of replaced.keys()) if (!node.isConnected) replaced.delete(node);
  });
  const stop = () => {
    observer.disconnect();
    for (const [node, names] of replaced) {
      for (const [name, [from, to]] of Object.entries(names)) {
        if (!name && node.nodeValue === to) node.nodeValue = from;
        if (name && node.getAttribute(name) === to) node.setAttribute(name, from);
      }
    }
    window.wzBorrowed = undefined;
  };
  ofTree(document.body);
  observer.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: named,
  });
  window.wzBorrowed = stop;
  return stop;
}"""


@st.cache_resource(show_spinner=False)
def _translator() -> Any:
    return st.components.v2.component("wz_borrowed", js=SCRIPT)


def words() -> dict[str, dict[str, str]]:
    """What is replaced in the running language; nothing in English, which Streamlit speaks itself."""
    if language() == "en":
        return {"words": {}, "patterns": {}}
    return {
        "words": {text: _(words) for text, words in WORDS.items()},
        "patterns": {text: _(words) for text, words in PATTERNS.items()},
    }


def translate() -> None:
    """Lets the browser replace Streamlit's words; draws nothing."""
    with st.container(key="wz_borrowed_box"):
        _translator()(key="wz_borrowed", data=words(), height=1)
