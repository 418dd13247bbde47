// SPDX-License-Identifier: GPL-3.0-or-later
// text.js - the language of the page, and how words, numbers and times are
// written in it.
"use strict";

// The same tree with the words of one language: a pair of texts is a word.
function inLanguage(words, i) {
	if (Array.isArray(words))
		return words.length === 2 && typeof words[0] === "string" ?
			words[i] : words.map(w => inLanguage(w, i));
	if (typeof words !== "object")
		return words;
	return Object.fromEntries(Object.entries(words)
		.map(([key, w]) => [key, inLanguage(w, i)]));
}

// What was chosen here before, else the first of the browser's languages that
// we have.  It is kept in this browser, and never sent.
function firstLanguage() {
	let chosen = null;
	try {
		chosen = localStorage.getItem("language");
	} catch {
		// the browser keeps nothing: then it is asked each time
	}
	return LANGUAGES.includes(chosen) ? chosen : navigator.languages
		.map(l => l.slice(0, 2)).find(l => LANGUAGES.includes(l)) || "en";
}

let TEXT = inLanguage(WORDS, LANGUAGES.indexOf(firstLanguage()));

function changeLanguage() {
	const next = LANGUAGES.find(l => l !== TEXT.lang);
	TEXT = inLanguage(WORDS, LANGUAGES.indexOf(next));
	try {
		localStorage.setItem("language", next);
	} catch {
		// then it holds until the page is closed
	}
}

// -------------------------------------------------------------- writing

const $ = id => document.getElementById(id);

const fill = (text, values) =>
	text.replace(/\{(\w+)\}/g, (all, key) => values[key]);

// The nodes of a text in which _x_ is set lower.
const nodesOf = text => text.split("_").map((part, i) => {
	if (i % 2 === 0)
		return part;
	const sub = document.createElement("sub");
	sub.textContent = part;
	return sub;
});

// Set an element's text, only when it is another one.
function say(element, text) {
	if (element.dataset.said === text)
		return;
	element.dataset.said = text;
	element.replaceChildren(...nodesOf(text));
}

// An element with attributes, and children or a text.
function make(tag, attributes, ...children) {
	const e = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes || {}))
		e.setAttribute(name, value);
	e.append(...children.flatMap(c =>
		typeof c === "string" ? nodesOf(c) : [c]));
	return e;
}

const number = (x, digits) => x.toFixed(digits).replace(".", TEXT.decimal);
const decibel = level => level === null || level === undefined ?
	TEXT.none : number(level, 1);

// Cut off, not rounded: 100 % means that nothing is missing.
const percent = share => {
	const hundred = Math.floor(share * 1000 + 1e-6) / 10;
	return fill(TEXT.percent, { n: hundred === 100 ? 100 : decibel(hundred) });
};

const two = n => String(n).padStart(2, "0");
const minutes = n => n < 60 ? `${n} min` : `${Math.floor(n / 60)} h` +
	(n % 60 ? ` ${two(n % 60)}` : "");

// The meter's clock, ms: the browser may be elsewhere (a tunnel), or be wrong.
let ahead = 0;
const meterNow = () => Date.now() + ahead;

// What the meter says it is; `slack` ms may have gone on the way.
function setClock(utc_ms, slack) {
	if (Math.abs(utc_ms - meterNow()) > slack)
		ahead = utc_ms - Date.now();
}

// Times are the meter's: `offset_s` is what its clock is ahead of UTC.
function clock(utc_s, offset_s, withSeconds) {
	const d = new Date((utc_s + offset_s) * 1000);
	const hm = `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`;
	return withSeconds ? `${hm}:${two(d.getUTCSeconds())}` : hm;
}

// "2026-11-25" as people write it.
const dateText = (date, form) => new Intl.DateTimeFormat(
	TEXT.lang === "fr" ? "fr-FR" : "en-GB", { timeZone: "UTC", ...form })
	.format(new Date(`${date}T00:00:00Z`));

function sayFixedWords() {
	document.documentElement.lang = TEXT.lang;
	for (const e of document.querySelectorAll("[data-text]"))
		say(e, TEXT[e.dataset.text]);
	for (const e of document.querySelectorAll("[data-label]"))
		e.setAttribute("aria-label", TEXT[e.dataset.label]);
}
