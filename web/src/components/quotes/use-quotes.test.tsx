import { act, render } from "@testing-library/react";
import { useEffect } from "react";
import { expect, it } from "vitest";
import { useQuotes } from "./use-quotes";

it("settles when an effect tells it of comments", () => {
  let renders = 0;
  function Page() {
    const { setComments, marks } = useQuotes();
    renders += 1;
    useEffect(
      () => setComments([{ id: "c", place: { field: "input", path: "$.question", start: 0, end: 1, quote: "x" } }], true),
      [setComments],
    );
    return <p>{marks.length}</p>;
  }
  act(() => void render(<Page />));
  expect(renders).toBeLessThan(4);
});
