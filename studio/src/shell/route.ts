/** Screens of the page, in order. */
export const screens = ["learn", "train", "evaluate", "explain", "share", "matlab"] as const;
export type Screen = (typeof screens)[number];

/** Where an address leads: its screen, and what stands behind the question mark. */
export interface Route {
  screen: Screen;
  query: string;
}

/** The route of an address's part behind `#`; what names no screen leads to Learn. */
export function routeOf(hash: string): Route {
  const [, name = "", query = ""] = /^#\/?([a-z]*)\??(.*)$/s.exec(hash) ?? [];
  return { screen: screens.find((screen) => screen === name) ?? "learn", query };
}

/** The address of a route. */
export function hashOf({ screen, query }: Route): string {
  return `#/${screen}${query === "" ? "" : `?${query}`}`;
}
