/** Fields that the forms of several screens have. */
export const forms = {
  folder: "Folder",
  name: "Name",
} as const;
