/** The nouns whose English words come with the pages that say them: the first load holds none of these. For types and tests. */
export { account } from "./account";
export { command } from "./command";
export { costs } from "./costs";
export { evaluation } from "./evaluation";
export { experiments } from "./experiments";
export { mail } from "./mail";
export { playground } from "./playground";
export { prompts } from "./prompts";
export { sso } from "./sso";
