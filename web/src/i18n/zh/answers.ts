export const answers = {
  all: "全部",
  never: "从不",
  no: "否",
  none: "无",
  yes: "是",
};
