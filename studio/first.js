// Runs before the page is painted. The first view of Learn stands in it already, in the language of the browser; where another view, or
// another language, is wanted, it stays hidden until that is there. A theme chosen before holds from the start.
(() => {
  const root = document.documentElement;
  const remembered = (key) => {
    try {
      return localStorage.getItem(`gradus-studio.${key}`);
    } catch {
      return null;
    }
  };
  const theme = remembered("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const language = remembered("language") ?? (/^zh\b/i.test(navigator.language) ? "zh" : "en");
  const isFirst = /^#?\/?(?:learn)?\??$/.test(location.hash);
  if (!isFirst || !root.lang.startsWith(language)) root.dataset.other = "";
})();
