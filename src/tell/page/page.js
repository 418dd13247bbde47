// SPDX-License-Identifier: GPL-3.0-or-later
// page.js - shows what /api says: all words of the page, and the level now.
// The charts are in charts.js, the asking in device.js.
"use strict";

// All words of the page.  _x_ is set lower; {x} is filled in.
const TEXT = {
	lang: "en",
	decimal: ".",
	none: "–",
	atMost: "≤",
	unit: "dB(A)",

	simulated: "SIMULATED",
	simulatedWhy: "made-up sound, no microphone: these levels belong to no real place",
	simulatedPart: "Part of it is SIMULATED.",
	promise: "This device measures the level; it records nothing and recognises no sound.",
	indicative: "Indicative: not a type-approved instrument. Times are those of this screen.",
	linkNow: "Now (JSON)",
	linkRecords: "Records (JSON)",
	linkChart: "Charts: uPlot, MIT licence",

	second: "L_Aeq,1s_",
	secondOf: "the last second, in dB(A)",
	record: "L_Aeq,{t}_",
	recordOf: "the last closed record, {from} to {to}, in dB(A)",
	minute: "L_Aeq_ this minute",
	minuteOf: "the last 60 s, dB(A)",
	hour: "L_Aeq_ this hour",
	hourOf: "its closed records, dB(A)",
	LAFmax: "L_AFmax_",
	LAF90: "L_AF90_",
	spread: "L_AF10_ to L_AF90_",
	coverage: "Coverage",
	lastRecord: "{from} to {to}",
	lastLevels: "{from} to {to}, dB(A)",
	noRecord: "no record yet",

	place: { outdoors: "Outdoors", indoors: "Indoors", window: "At a window" },
	everyMinute: "a record every minute",
	everyMinutes: "a record every {n} min",
	everySeconds: "a record every {n} s",
	state: {
		ok: "Measuring",
		overload: "Too loud for the microphone",
		"under-range": "Measuring, close to the microphone’s own noise",
		gap: "Sound was lost: no level",
		dead: "The microphone gives no signal",
		start: "Just started",
		stopped: "The meter is not running",
		away: "No answer from the meter",
		wait: "Asking the meter",
	},
	note: {
		uncalibrated: "Not calibrated: the levels may be off by 10 dB or more.",
		server: "The sound reaches the meter through this computer’s sound server, not straight from the microphone.",
		noSeconds: "Levels of single seconds are shown on the device itself only. Here are its closed records.",
		stopped: "Nothing is being measured. On the device, “sourdine run” starts the meter.",
		away: "This page has lost the meter, and tries again by itself.",
		overload: "The microphone is overloaded: the true level may be higher.",
		"under-range": "So quiet that the microphone’s own noise counts: the true level is at most this.",
		gap: "Some sound was lost just now, so this second has no level.",
		dead: "The microphone gives no signal at all: check that it is connected and not switched off.",
		start: "The first whole second is on its way.",
		noRecord: "There are no stored records yet: the first comes when its interval has ended.",
	},
	flag: {
		overload: "In the last record the microphone was overloaded at times: its true levels may be higher.",
		"under-range": "In the last record it was at times too quiet for this microphone: its true levels are at most those shown.",
		gap: "In the last record some sound was lost.",
		dead: "In the last record the microphone gave no signal at times.",
		start: "The last record began while the meter was starting.",
	},
	// Where the level is usual: [below this many dB, place].
	like: [
		[25, "a forest on a night without wind"],
		[35, "a bedroom at night in the country"],
		[45, "a library"],
		[55, "a side street by day"],
		[65, "a shopping street"],
		[75, "the kerb of a busy road"],
		[85, "a metro train under way"],
		[95, "the edge of a motorway"],
		[105, "a joiner’s workshop with the saw running"],
		[Infinity, "a few steps from a road drill"],
	],
	likeIs: "About the level of {place}",

	tenTitle: "The last ten minutes",
	dayTitle: "The last 24 hours",
	levels: "{min} to {max} dB(A).",
	missingSeconds: "{n} of {all} s without a level.",
	missingTime: "{n} min of 24 h without a level.",
	nothingMissing: "None is missing.",
	nothing: "No levels yet.",
	chartOf: "Chart: {title}",
	hours: "As a table, hour by hour",
	hourBegins: "Hour from",
	LAeqHour: "L_Aeq_ in dB(A)",
	LAFmaxHour: "highest L_AFmax_ in dB(A)",
	spoken: "{level} dB(A). {state}.",
};

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const $ = id => document.getElementById(id);

let now = null;       // the newest answer of /api/now; null: none
let heard = Date.now(); // when it came, ms
let seconds = [];     // [s since 1970, dB or null], oldest first
let records = [];     // as /api/records gives them

// ---------------------------------------------------------------- words

const fill = (text, values) =>
	text.replace(/\{(\w+)\}/g, (all, key) => values[key]);

// Set an element's text; _x_ goes into a <sub>.
function say(element, text) {
	if (element.dataset.said === text)
		return;
	element.dataset.said = text;
	element.replaceChildren(...text.split("_").map((part, i) => {
		if (i % 2 === 0)
			return part;
		const sub = document.createElement("sub");
		sub.textContent = part;
		return sub;
	}));
}

const decibel = level => level === null || level === undefined ?
	TEXT.none : level.toFixed(1).replace(".", TEXT.decimal);

// As printed: a level within 7 dB of the microphone's own noise is "at most".
const isAtMost = level => level === 0 || (typeof level === "number" && now &&
	now.self_noise !== null && level + 0.05 < now.self_noise + 7);
const printed = level => (isAtMost(level) ? TEXT.atMost : "") + decibel(level);

const percent = share => {
	const hundred = Math.floor(share * 1000) / 10;
	return `${hundred === 100 ? 100 : decibel(hundred)} %`;
};

const two = n => String(n).padStart(2, "0");

function clock(utc_s, withSeconds) {
	const d = new Date(utc_s * 1000);
	const hm = `${two(d.getHours())}:${two(d.getMinutes())}`;
	return withSeconds ? `${hm}:${two(d.getSeconds())}` : hm;
}

const startOf = record => Date.parse(record.start) / 1000;
const endOf = record => startOf(record) + record.interval_s;
const span = record =>
	({ from: clock(startOf(record)), to: clock(endOf(record)) });
const interval = s => s % 60 ? `${s}s` : `${s / 60}min`;

function sayFixedWords() {
	document.documentElement.lang = TEXT.lang;
	for (const e of document.querySelectorAll("[data-text]"))
		say(e, TEXT[e.dataset.text]);
	for (const e of document.querySelectorAll("[data-name]"))
		say(e, fill(TEXT[e.dataset.name], { t: "" }).replace(",_", "_"));
}

// ------------------------------------------------------------------ now

const isAway = () => Date.now() - heard > (!now || now.seconds_shown ?
	6000 : 40000);
const wasSimulated = record => record.flags.includes("simulated");
const isSimulated = () => Boolean(now && (now.simulated ||
	(now.record && !now.seconds_shown && wasSimulated(now.record))));
const isRunning = state => !["away", "wait", "stopped"].includes(state);
const stateNow = () => isAway() ? "away" : now ? now.state : "wait";

// [text, is it a warning], the most pressing first.
function notesNow(state) {
	const notes = [];
	const record = now && now.record;

	if (state in TEXT.note)
		notes.push([TEXT.note[state], true]);
	if (now && now.calibrated === false && !now.simulated)
		notes.push([TEXT.note.uncalibrated, true]);
	for (const flag of record ? record.flags : [])
		if (flag in TEXT.flag)
			notes.push([TEXT.flag[flag], true]);
	if (now && !now.seconds_shown)
		notes.push([TEXT.note.noSeconds, false]);
	if (now && now.source === "server")
		notes.push([TEXT.note.server, false]);
	if (now && !record)
		notes.push([TEXT.note.noRecord, false]);
	return notes;
}

function showNotes(notes) {
	const list = $("notes");
	const said = notes.join("\n");

	if (list.dataset.said === said)
		return;
	list.dataset.said = said;
	list.replaceChildren(...notes.map(([text, isWarning]) => {
		const item = document.createElement("li");
		item.textContent = text;
		item.classList.toggle("warning", isWarning);
		return item;
	}));
}

// A place that is usually about as loud.  It changes only when the level has
// clearly left the old one's range: two places would take turns otherwise.
let likeAt = -1;

function placeLike(level) {
	const at = x => TEXT.like.findIndex(([top]) => x < top);

	if (likeAt < at(level - 2) || likeAt > at(level + 2))
		likeAt = at(level);
	return TEXT.like[likeAt][1];
}

// The large number: a second where seconds may be seen, else a record.
function showLevel(state) {
	const running = isRunning(state);
	const record = now && now.record;
	let level = null, atMost = false;

	if (!now || now.seconds_shown) {
		say($("now-symbol"), TEXT.second);
		say($("now-of"), TEXT.secondOf);
		level = running ? now.LAeq_1s : null;
		atMost = state === "under-range";
	} else if (record) {
		say($("now-symbol"), fill(TEXT.record,
			{ t: interval(record.interval_s) }));
		say($("now-of"), fill(TEXT.recordOf, span(record)));
		level = running ? record.LAeq : null;
		atMost = isAtMost(level);
	} else {
		say($("now-symbol"), "");
		say($("now-of"), TEXT.noRecord);
	}
	say($("number"), decibel(level));
	say($("at-most"), atMost && level !== null ? TEXT.atMost : "");
	say($("like"), level === null || isSimulated() ? "" :
		fill(TEXT.likeIs, { place: placeLike(level) }));
	return level;
}

function showTiles(running) {
	const record = now && now.record;

	$("tile-minute").hidden = Boolean(now) && !now.seconds_shown;
	say($("tile-minute").querySelector("dd"),
		printed(running ? now.LAeq_minute : null));
	say($("hour"), printed(now && now.LAeq_hour));
	say($("LAFmax"), printed(record && record.LAFmax));
	say($("LAF90"), printed(record && record.LAF90));
	say($("coverage"), record ? percent(record.coverage) : TEXT.none);
	for (const e of document.querySelectorAll("[data-record]"))
		say(e, record ? fill(TEXT[e.dataset.record], span(record)) :
			TEXT.noRecord);
}

// A screen reader hears the level now and then: not each second.
let spokenAt = 0, spokenLevel = null, spokenState = "";

function speak(level, state) {
	const rounded = level === null ? null : Math.round(level);
	const changed = state !== spokenState || rounded === null ||
		spokenLevel === null || Math.abs(rounded - spokenLevel) >= 3;

	if (Date.now() - spokenAt < (state !== spokenState ? 4000 : 15000) ||
		!changed)
		return;
	spokenAt = Date.now();
	spokenLevel = rounded;
	spokenState = state;
	say($("spoken"), rounded === null ? TEXT.state[state] :
		fill(TEXT.spoken, { level: rounded, state: TEXT.state[state] }));
}

const howOften = s => s === 60 ? TEXT.everyMinute : s % 60 ?
	fill(TEXT.everySeconds, { n: s }) :
	fill(TEXT.everyMinutes, { n: s / 60 });

function showNow() {
	const state = stateNow();
	const good = ["ok", "under-range", "start", "wait"].includes(state);
	const running = isRunning(state);

	$("simulated").hidden = !isSimulated();
	$("state").dataset.state = good ? "good" : "bad";
	say($("state-text"), TEXT.state[state]);
	say($("about"), now && now.place ?
		`${TEXT.place[now.place]} · ${howOften(now.interval_s)}` : "");
	const level = showLevel(state);
	showNotes(notesNow(state));
	showTiles(running);
	speak(level, state);
	$("ten").hidden = Boolean(now) && !now.seconds_shown;
	$("charts").classList.toggle("no-seconds", $("ten").hidden);
}
