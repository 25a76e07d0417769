/** What is typed, once the hand rests: for questions to the server that each key would ask anew. */
import { useEffect, useState } from "react";

const REST_MS = 180;

export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
