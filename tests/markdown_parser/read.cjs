// Reads markdown as a JSON array of texts, and writes for each what a reader sees and which markup stands in it.
const { parse } = require("discord-markdown-parser");

function seen(node, kinds) {
  if (Array.isArray(node)) return node.map((each) => seen(each, kinds)).join("");
  if (node.type === "br") return "\n";
  if (node.type === "twemoji") return node.name; // the picture of this very emoji
  if (node.type !== "text") kinds.add(node.type);
  return typeof node.content === "string" ? node.content : seen(node.content ?? [], kinds);
}

const texts = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const read = texts.map((text) => {
  const kinds = new Set();
  return { seen: seen(parse(text, "extended"), kinds), kinds: [...kinds].sort() };
});
process.stdout.write(JSON.stringify(read));
