import { expect, test } from "vitest";
import { begunMention, matching, readParts, toContent, toDraft, toMentionable } from "./mention-text";

const nobody = () => undefined;

test("what is typed becomes references and comes back with today's names", () => {
  const picked = new Map([
    ["Ann", "u1"],
    ["Ann Lee", "u2"],
  ]);
  const content = toContent({ text: "@Ann Lee and @Ann, not @Annabel ", picked });
  expect(content).toBe("@[Ann Lee](user:u2) and @[Ann](user:u1), not @Annabel");
  const draft = toDraft(content, (id) => (id === "u1" ? "Anna" : undefined));
  expect(draft.text).toBe("@Ann Lee and @Anna, not @Annabel");
  expect(toContent(draft)).toBe("@[Ann Lee](user:u2) and @[Anna](user:u1), not @Annabel");
});

test("words and mentions are told apart", () => {
  expect(readParts("hi @[李雷](user:u-3)!", nobody)).toEqual([{ text: "hi " }, { userId: "u-3", name: "李雷" }, { text: "!" }]);
  expect(readParts("plain @Ann", nobody)).toEqual([{ text: "plain @Ann" }]);
});

test("a mention begins at an @ that is no address", () => {
  expect(begunMention("hi @an", 6)).toEqual({ start: 3, typed: "an" });
  expect(begunMention("请看@李", 4)).toEqual({ start: 2, typed: "李" });
  expect(begunMention("ann@example", 11)).toBeNull();
  expect(begunMention("hi @ann lee", 11)).toBeNull();
});

test("people are found by any word of the name, and those of one name are told apart", () => {
  const members = toMentionable([
    { user_id: "1", name: "Ann Lee", email: "a@x.org" },
    { user_id: "2", name: "Ann Lee", email: "b@x.org" },
    { user_id: "3", name: "", email: "zoe@x.org" },
  ]);
  expect(members.map((one) => one.name)).toEqual(["Ann Lee (a@x.org)", "Ann Lee (b@x.org)", "zoe@x.org"]);
  expect(matching(members, "le").map((one) => one.id)).toEqual(["1", "2"]);
  expect(matching(members, "ZO").map((one) => one.id)).toEqual(["3"]);
});
