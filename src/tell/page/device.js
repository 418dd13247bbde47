// SPDX-License-Identifier: GPL-3.0-or-later
// device.js - asks the device for the present and the past.
"use strict";

async function get(path) {
	const answer = await fetch(path, { cache: "no-store" });
	const date = Date.parse(answer.headers.get("Date"));
	if (date)
		setClock(date, 2500);
	if (!answer.ok)
		throw new Error(`${path}: ${answer.status}`);
	return answer.json();
}

let haveRecords = false; // and need the new ones only
let loading = false;

async function loadRecords() {
	if (loading)
		return;
	loading = true;
	try {
		records = (await get("/api/records")).records;
		haveRecords = true;
		drawDay();
		describeNowCharts();
	} catch {
		// tried again with the device's next answer
	} finally {
		loading = false;
	}
}

async function loadSeconds() {
	try {
		seconds = (await get("/api/seconds")).seconds
			.map(s => [Date.parse(s.time) / 1000, s.LAeq_1s]);
	} catch {
		return; // what is known already stays
	}
	drawTen();
	describeNowCharts();
}

function takeSecond() {
	const t = Date.parse(now.time) / 1000;

	if (!now.seconds_shown || now.state === "stopped")
		return;
	// A second is told when it is over.
	setClock(1000 * t + 1500, 4500);
	seconds = seconds.filter(([at]) => at !== t && at > t - TEN_MIN_S);
	seconds.push([t, now.LAeq_1s]);
}

function takeRecord(before) {
	const record = now.record;

	if (haveRecords && record && before &&
		before.sequence === record.sequence &&
		before.start === record.start)
		return;
	if (!haveRecords || !record || !before ||
		record.sequence !== before.sequence + 1) {
		haveRecords = false;
		records = [];
		// With seconds, nothing here shows the records of a day.
		if (record && !now.seconds_shown)
			loadRecords();
		return;
	}
	records = records.filter(r => endOf(r) > endOf(record) - DAY_S);
	records.push(record);
	drawDay();
}

function take(answer) {
	const before = now && now.record;

	now = answer;
	heard = Date.now();
	takeSecond();
	takeRecord(before);
	showNow();
}

async function ask() {
	try {
		take(await get("/api/now"));
	} catch {
		showNow(); // says that nobody answers
	}
}

// A page that nobody looks at leaves its place to others: a browser opens six
// connections to one device, and no more.
let events = null;

function listen() {
	if (document.hidden ||
		(events && events.readyState !== EventSource.CLOSED))
		return;
	events = new EventSource("/api/events");
	events.onopen = loadSeconds;
	events.onmessage = event => take(JSON.parse(event.data));
	// Refused, not interrupted: not from here, or no more places.
	events.onerror = () => {
		if (events.readyState === EventSource.CLOSED)
			setTimeout(poll, 2000);
	};
}

function lookedAt() {
	if (document.hidden && events)
		events.close();
	else if (now && now.seconds_shown)
		listen();
}

// From elsewhere there is nothing new between two records.
async function poll() {
	await ask();
	if (now && now.seconds_shown)
		listen();
	else
		setTimeout(poll, isAway() ? 2000 : 10000);
}
