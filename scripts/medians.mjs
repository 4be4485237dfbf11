// Printed by npm test: how long the files and functions of src are. typescript 7 has no API to ask, so the layout is: a function begins with a line
// that opens it and ends with the brace in the same column.
import { readdirSync, readFileSync } from 'node:fs';
import { root } from './setup.mjs';

const OPENS = /^(\s*)(?:export )?(?:(?:async )?function\b.*|(?:static |async |get |set )*#?[\w]+\([^;]*\)(?:: [^;=]+)?|(?:const \w+(?:: [^=]+)? = )?(?:async )?\([^;]*\)(?:: [^;=]+)? =>) \{$/;
const NOT = /^\s*(?:if|for|while|switch|catch|else|do|return)\b/;

const files = readdirSync(`${root}/src`, { recursive: true }).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(`${root}/src/${name}`, 'utf8').trimEnd().split('\n'));
const functions = files.flatMap(functionLengths);
console.log(`src: ${files.length} files, median ${median(files.map((lines) => lines.length))} lines, longest ${Math.max(...files.map((lines) => lines.length))}`);
console.log(`src: ${functions.length} functions of more than a line, median ${median(functions)} lines, longest ${Math.max(...functions)}`);

function functionLengths(lines) {
  return lines.flatMap((line, at) => {
    const indent = NOT.test(line) ? undefined : OPENS.exec(line)?.[1];
    if (indent === undefined) return [];
    const end = lines.findIndex((each, index) => index > at && each.startsWith(`${indent}}`));
    return end < 0 ? [] : [end - at + 1];
  });
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
