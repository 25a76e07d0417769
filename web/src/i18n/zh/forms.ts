export const forms = {
  folder: "文件夹",
  name: "名称",
};
