/** The time zone in which this part of the screen shows moments: the project's, or the browser's outside of projects. */
import { createContext, type ReactNode, useContext } from "react";
import { BROWSER_ZONE } from "./time";

const ZoneContext = createContext(BROWSER_ZONE);

export function ZoneProvider({ zone, children }: { zone: string; children: ReactNode }) {
  return <ZoneContext value={zone}>{children}</ZoneContext>;
}

export function useZone(): string {
  return useContext(ZoneContext);
}
