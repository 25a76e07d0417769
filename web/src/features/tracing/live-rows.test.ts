import { act, renderHook } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { mergeRows, useLiveRows } from "./live-rows";

interface Row {
  id: string;
  version: number;
}

const idOf = (row: Row) => row.id;
const row = (id: string, version = 1) => ({ id, version });
const base = [row("b"), row("a")];

describe("live rows", () => {
  it("takes the newer version of a row and keeps each once", () => {
    expect(mergeRows([row("c"), row("b", 2)], base, idOf)).toEqual([row("c"), row("b", 2), row("a")]);
  });

  it("slide in at the top of the list", () => {
    const arrived = [row("c")];
    const { result } = renderHook(() => useLiveRows(base, arrived, idOf, true, "x"));
    expect(result.current.rows.map(idOf)).toEqual(["c", "b", "a"]);
    expect(result.current.waiting).toBe(0);
    expect([...result.current.fresh]).toEqual(["c"]);
  });

  it("wait while somebody reads further down, until they are asked for", () => {
    const arrived = [row("d"), row("c"), row("b")];
    const { result } = renderHook(() => useLiveRows(base, arrived, idOf, false, "x"));
    expect(result.current.rows.map(idOf)).toEqual(["b", "a"]);
    expect(result.current.waiting).toBe(2);
    act(() => result.current.show());
    expect(result.current.rows.map(idOf)).toEqual(["d", "c", "b", "a"]);
  });

  it("are forgotten when another list is shown", () => {
    const { result, rerender } = renderHook(({ list, arrived }) => useLiveRows(base, arrived, idOf, true, list), {
      initialProps: { list: "x", arrived: [row("c")] as Row[] | undefined },
    });
    rerender({ list: "y", arrived: undefined });
    expect(result.current.rows.map(idOf)).toEqual(["b", "a"]);
  });
});
