/** Whether an error says that JavaScript has no more stack: V8's and JavaScriptCore's words, and SpiderMonkey's. */
export function isStackExhaustion(error: unknown): boolean {
  return error instanceof Error && /call stack|too much recursion/u.test(error.message);
}
