/** One message in both languages: a sentence without full stop, and what to do about it. */
export interface Message {
  kind: string;
  en: { message: string; hint?: string };
  zh: { message: string; hint?: string };
}
