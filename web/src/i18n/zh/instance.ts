export const instance = {
  title: "instance",
};
