/** First line of what was thrown, without the place in ONNX Runtime's sources and the condition that failed there. */
export function reasonOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const line = message.trim().split('\n')[0]!;
  const said = /\bwas false\. (.*)$/.exec(line)?.[1] ?? line.replace(/ Name:'.*? Status Message: \S+ .*\) /, ' ');
  return said.length <= 200 ? said : `${said.slice(0, 200)}...`;
}
