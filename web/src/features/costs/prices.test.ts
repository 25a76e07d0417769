import { describe, expect, it } from "vitest";
import { isPrice, perMillion, perUnit, priceLabel, shiftDecimal, unitOfKey } from "./prices";

describe("prices per million units", () => {
  it.each([
    ["0.0000025", "2.5"],
    ["0.00001", "10"],
    ["0", "0"],
    ["1", "1000000"],
    ["0.000000075", "0.075"],
    ["12.5", "12500000"],
  ])("writes %s a unit as %s", (unit, million) => {
    expect(perMillion(unit)).toBe(million);
    expect(perUnit(million)).toBe(unit);
  });

  it("keeps every digit", () => {
    expect(shiftDecimal("0.123456789012345678", 6)).toBe("123456.789012345678");
  });

  it("knows a price from other text", () => {
    expect(["2.5", "0", ".5", "10."].every(isPrice)).toBe(true);
    expect(["", "-1", "1e-6", "free", "."].some(isPrice)).toBe(false);
  });

  it("prices seconds and requests one by one", () => {
    expect(priceLabel("input", "0.0000025")).toBe("$2.5 / 1M");
    expect(priceLabel("web_search_requests", "0.01")).toBe("$0.01");
  });

  it("knows a key's unit by its last word", () => {
    expect(unitOfKey("input_audio_seconds")).toBe("seconds");
    expect(unitOfKey("input_image")).toBe("tokens");
    expect(unitOfKey("image")).toBe("images");
    expect(unitOfKey("output")).toBe("tokens");
  });

  it("prices a key by the unit and currency it was given", () => {
    expect(priceLabel("gpu", "0.25", "gpu-hours", "EUR")).toBe("€0.25");
  });
});
