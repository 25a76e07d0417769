export const states = {
  copied: "已复制",
  deleted: "已删除",
  empty: "这里还没有内容",
  error: "错误",
  loading: "加载中…",
  notices: "通知",
  warning: "警告",
  noMatches: "没有匹配项",
  saved: "已保存",
};
