// SPDX-License-Identifier: GPL-3.0-or-later
// now.js - the screen Now: the level of this moment, in figures and in words.
"use strict";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");

let now = null;         // the newest answer of /api/now; null: none
let heard = Date.now(); // when it came, ms
let seconds = [];       // [s since 1970, dB or null], oldest first
let records = [];       // as /api/records gives them

// As printed: a level within 7 dB of the microphone's own noise is "at most".
const isAtMost = level => level === 0 || (typeof level === "number" && now &&
	now.self_noise !== null && level + 0.05 < now.self_noise + 7);
const printed = level => (isAtMost(level) ? TEXT.atMost : "") + decibel(level);

const offset = () => now ? now.utc_offset_s : 0;
const startOf = record => Date.parse(record.start) / 1000;
const endOf = record => startOf(record) + record.interval_s;
const span = record => ({ from: clock(startOf(record), offset()),
	to: clock(endOf(record), offset()) });
const interval = s => s % 60 ? `${s}s` : `${s / 60}min`;

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
	if (now && now.by_comparison)
		notes.push([TEXT.note.compared, false]);
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
	list.replaceChildren(...notes.map(([text, isWarning]) =>
		make("li", isWarning ? { class: "warning" } : {}, text)));
}

// A place that is usually about as loud.  It changes only when the level has
// clearly left the old one's range: two places would take turns otherwise.
let likeAt = -1;

function placeLike(level) {
	const at = x => TEXT.like.findIndex(l => x < l.below);

	if (likeAt < at(level - 2) || likeAt > at(level + 2))
		likeAt = at(level);
	return TEXT.like[likeAt].is;
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
	pointTo($("ruler"), level);
	return level;
}

function showTiles(running) {
	const record = now && now.record;

	$("tile-minute").hidden = Boolean(now) && !now.seconds_shown;
	say($("minute"), printed(running ? now.LAeq_minute : null));
	say($("hour"), printed(now && now.LAeq_hour));
	say($("today"), printed(now && now.LAeq_today));
	say($("today-of"), now && now.today_coverage !== null ?
		fill(TEXT.todayOf, { share: percent(now.today_coverage) }) :
		TEXT.todayNone);
	say($("LAFmax"), printed(record && record.LAFmax));
	say($("LAF90"), printed(record && record.LAF90));
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
	$("study").hidden = !(now && now.study);
	if (now && now.study)
		$("study").textContent = fill(TEXT.study, { name: now.study.name,
			until: `${now.study.until.slice(0, 10)} ` +
				now.study.until.slice(11, 16) });
	$("state").dataset.state = good ? "good" : "bad";
	say($("state-text"), TEXT.state[state]);
	say($("about"), now && now.place ? (now.meter ? `${now.meter} · ` : "") +
		`${TEXT.place[now.place]} · ${howOften(now.interval_s)}` : "");
	const level = showLevel(state);
	showNotes(notesNow(state));
	showTiles(running);
	speak(level, state);
	const noSeconds = Boolean(now) && !now.seconds_shown;
	$("ten").hidden = noSeconds;
	$("day").hidden = !noSeconds;
}
