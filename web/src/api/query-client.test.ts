import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { readAnew } from "./query-client";

test("news that comes while the first read is under way is read all the same", async () => {
  const client = new QueryClient();
  const answers: ((rows: string[]) => void)[] = [];
  const observer = new QueryObserver<string[]>(client, {
    queryKey: ["rows"],
    queryFn: () => new Promise((resolve) => answers.push(resolve)),
  });
  const end = observer.subscribe(() => undefined);
  expect(answers).toHaveLength(1);

  const anew = readAnew(client, ["rows"]);
  await expect.poll(() => answers.length).toBe(2);
  answers[0]?.(["before the news"]);
  answers[1]?.(["before the news", "the news"]);
  await anew;

  expect(observer.getCurrentResult().data).toEqual(["before the news", "the news"]);
  end();
});
