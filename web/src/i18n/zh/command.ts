export const command = {
  actions: "操作",
  experiment: "实验",
  hint: "前往页面、执行操作，或查找追踪、会话、用户、提示词、数据集…",
  organizationSettings: "组织设置",
};
