// SPDX-License-Identifier: GPL-3.0-or-later
// days.js - the screen Days: a period in figures, a day as a profile, several
// as a calendar.  All figures are the device's: none is computed here.
"use strict";

let days = null;         // the newest answer of /api/days
let dayRecords = [];     // of its one day
let profileChart = null;

const dayMs = 86400000;
const dateOf = ms => new Date(ms).toISOString().slice(0, 10);
const msOf = date => Date.parse(`${date}T00:00:00Z`);
const shift = (date, n) => dateOf(msOf(date) + n * dayMs);
const todayDate = () => dateOf(meterNow() + 1000 * offset());
const countDays = (from, to) => (msOf(to) - msOf(from)) / dayMs + 1;

// The day, week, month or year of a date, as [first, last].
function periodAround(kind, date) {
	const d = new Date(msOf(date));
	const [y, m] = [d.getUTCFullYear(), d.getUTCMonth()];
	return {
		day: () => [date, date],
		week: () => {
			const monday = shift(date, -((d.getUTCDay() + 6) % 7));
			return [monday, shift(monday, 6)];
		},
		month: () => [dateOf(Date.UTC(y, m, 1)), dateOf(Date.UTC(y, m + 1, 0))],
		year: () => [dateOf(Date.UTC(y, 0, 1)), dateOf(Date.UTC(y, 11, 31))],
	}[kind]();
}

const KINDS = ["day", "week", "month", "year"];
const kindOf = (from, to) => KINDS.find(k => periodAround(k, from)
	.every((d, i) => d === [from, to][i]));

const goTo = (from, to) => {
	location.hash = `#days/${from}/${to}`;
};

// The period before or after: the month before a month, else as many days.
function goBeside(step) {
	const [from, to] = [$("from").value, $("to").value];
	const kind = kindOf(from, to);
	if (kind)
		goTo(...periodAround(kind, step < 0 ? shift(from, -1) : shift(to, 1)));
	else
		goTo(...[from, to].map(d => shift(d, step * countDays(from, to))));
}

function periodText(from, to) {
	const long = { day: "numeric", month: "long", year: "numeric" };
	const kind = kindOf(from, to);
	if (kind === "day")
		return dateText(from, { weekday: "long", ...long });
	if (kind === "month")
		return dateText(from, { month: "long", year: "numeric" });
	if (kind === "year")
		return from.slice(0, 4);
	return `${dateText(from, long)} – ${dateText(to, long)}`;
}

// ---------------------------------------------------------------- figures

function whyText(whole, name) {
	const why = whole.why[name];
	if (!why)
		return "";
	const values = { name: TEXT[why.lacking] ? why.lacking : name,
		share: percent(why.coverage), wanted: percent(why.wanted),
		text: why.text };
	return fill(TEXT.notComputable, { why: fill(TEXT.why[why.reason] ||
		TEXT.why.other, values) });
}

function showFigures(answer) {
	const { whole, rule } = answer;
	const one = answer.days.length === 1;
	const hours = (a, b) => fill(TEXT.hoursOfPeriod, { from: a, to: b });
	const figures = [
		["LAeq", TEXT.LAeq, TEXT.ofAll],
		["Lday", TEXT.Lday, hours(rule.day, rule.evening)],
		["Levening", TEXT.Levening, hours(rule.evening, rule.night)],
		["Lnight", TEXT.Lnight, hours(rule.night, rule.day)],
		["Lden", one ? TEXT.LdenOfDay : TEXT.Lden, TEXT.denOf],
	].map(([key, name, of]) => make("div", {}, make("dt", {}, name),
		make("dd", { id: `figure-${key}` }, decibel(whole[key])),
		make("dd", { class: "of" }, whole[key] === null ?
			whyText(whole, key) : of)));
	figures.push(make("div", {}, make("dt", {}, TEXT.coverage),
		make("dd", { id: "figure-coverage" }, percent(whole.coverage)),
		make("dd", { class: "of" }, fill(TEXT.missingTime, { t: minutes(
			Math.round((whole.length_s - whole.covered_s) / 60)) }))));
	$("figures").replaceChildren(...figures);
}

// What may stand beside the figures: landmarks for a year outdoors beside a
// declared source; WHO 1999 in a room; nothing beside a day.
function showLandmarks(answer) {
	const l = answer.landmarks;
	say($("landmarks"), l && l.kind === "transport" ? fill(TEXT.yearly,
		{ ...l, source: TEXT.transport[l.source],
			map_Lnight: l.map_Lnight ?? TEXT.none }) :
		l && l.kind === "bedroom" ? TEXT.bedroom : TEXT.noLimit);
}

function table(head, rows) {
	return make("table", {}, make("thead", {}, make("tr", {}, ...head.map(h =>
		make("th", { scope: "col" }, h)))), make("tbody", {}, ...rows.map(
		row => make("tr", {}, ...row.map((cell, i) => i ?
			make("td", {}, cell) : make("th", { scope: "row" }, cell))))));
}

const periodOf = answer => `${answer.from}/${answer.to}`;
let inTable = "";

function showTable(answer) {
	const one = answer.days.length === 1;
	say($("table-title"), one ? TEXT.hours : TEXT.days);
	// A year of rows is there for who asks for it.
	if (periodOf(answer) !== inTable)
		$("figures-in-a-table").open = answer.days.length <= 31;
	inTable = periodOf(answer);
	if (one) {
		const day = answer.days[0];
		$("table").replaceChildren(table([TEXT.hourBegins, TEXT.LAeq,
			TEXT.LAFmax, TEXT.coverage], hoursOf(day).map(h => [hourText(h),
			decibel(h.LAeq), decibel(day.hours.LAFmax[h.k]),
			percent(h.coverage)])));
		return;
	}
	$("table").replaceChildren(table([TEXT.dateColumn, TEXT.LAeq, TEXT.Lday,
		TEXT.Levening, TEXT.Lnight, TEXT.Lden, TEXT.coverage],
	answer.days.map(day => [make("a", { href: `#days/${day.date}` },
		document.createTextNode(dateText(day.date, { weekday: "short",
			day: "numeric", month: "short" }))),
	...["LAeq", "Lday", "Levening", "Lnight", "Lden"]
		.map(k => decibel(day[k])), percent(day.coverage)])));
}

// ---------------------------------------------------------------- pictures

function dayChartOf(day) {
	const start = Date.parse(day.start) / 1000, end = start + day.length_s;
	const offsetAt = t => day.offsets.filter(o => start + o.after_s <= t)
		.pop()?.utc_offset_s ?? day.offsets[0].utc_offset_s;
	const twice = day.offsets.length > 1;
	return {
		title: () => TEXT.profileTitle, series: lineAndBand, bands: true,
		data: () => stepsOf(dayRecords), from: () => start, to: () => end,
		gaps: () => gapsOf(dayRecords, start, Math.min(end, now &&
			now.record ? Math.max(start, endOf(now.record)) : end)),
		lines: twice ? 1.6 : 1,
		// Each of the two 02:30 by its distance from UTC.
		time: t => clock(t, offsetAt(t)) +
			(twice ? ` ${offsetText(offsetAt(t))}` : ""),
		// Whole hours as clocks show them, both of an hour that comes twice.
		splits: u => hoursOf(day).filter(h => h.hour % (u.width < 500 ? 6 :
			u.width < 900 && !twice ? 3 : twice ? 1 : 2) === 0 &&
			(!twice || u.width > 900 || h.hour % 6 === 0 || h.hour === 2))
			.map(h => h.start),
		tick: t => clock(t, offsetAt(t)).replace(/:00$/, " h") +
			(twice ? `\n${offsetText(offsetAt(t)).slice(3)}` : ""),
	};
}

function showProfile(day) {
	if (profileChart)
		profileChart.chart.destroy();
	profileChart = makeChart($("profile"), dayChartOf(day));
	const missing = Math.round((day.length_s - day.covered_s) / 60);
	describe($("profile-text"), dayRecords.map(r => r.LAeq),
		(missing ? fill(TEXT.missingTime, { t: minutes(missing) }) :
			TEXT.nothingMissing) + (dayRecords.some(wasSimulated) ?
			` ${TEXT.simulatedPart}` : ""));
	const changed = day.offsets[1];
	say($("clocks"), !changed ? "" : fill(day.length_s > 86400 ?
		TEXT.longDay : TEXT.shortDay, { n: day.length_s / 3600,
		hour: clock(Date.parse(day.start) / 1000 + changed.after_s,
			changed.utc_offset_s) }));
}

function showCalendar(answer) {
	makeKey($("key"));
	calendarWidth = $("calendar-box").clientWidth;
	$("calendar-box").setAttribute("aria-label", fill(TEXT.calendarOf,
		{ from: answer.from, to: answer.to }));
	drawCalendar($("calendar-box"), answer.days, cell => {
		$("calendar-readout").textContent =
			`${dateText(cell.day.date, { weekday: "short", day: "numeric",
				month: "short" })} ${hourText(cell)}   ` +
			(cell.LAeq === null ? TEXT.noLevel : `${decibel(cell.LAeq)} ` +
				`${TEXT.unit} (${classOf(cell.LAeq).text})`);
	}, date => goTo(date, date));
}

const endText = d => !d.to ? "…" : (d.to.slice(0, 10) === d.from.slice(0, 10) ?
	"" : `${d.to.slice(0, 10)} `) + d.to.slice(11, 16);

let calendarWidth = 0;

function calendarResized() {
	const width = $("calendar-box").clientWidth;
	if (width > 0 && width !== calendarWidth && days)
		showCalendar(days);
}

function showDiary(answer) {
	$("diary").hidden = answer.diary.length === 0;
	$("diary-list").replaceChildren(...answer.diary.map(d => make("li", {},
		make("span", { class: "of" }, `${d.from.slice(0, 10)} ${d.from
			.slice(11, 16)} – ${endText(d)} `),
		make("strong", {}, document.createTextNode(
			TEXT.diaryOf[d.category] || d.category)),
		document.createTextNode(d.text ? ` ${d.text}` : ""))));
}

// ------------------------------------------------------------------- all

let drawn = ""; // what is on the screen, so that it is not drawn twice

function drawDays() {
	if (!days || $("screen-days").hidden)
		return;
	const one = days.days.length === 1;
	$("profile").hidden = !one;
	$("calendar").hidden = one;
	showFigures(days);
	showLandmarks(days);
	showTable(days);
	showDiary(days);
	say($("left-out"), days.left_out ? fill(TEXT.otherPlaces,
		{ n: days.left_out }) : "");
	$("days-content").hidden = false;
	if (one)
		showProfile(days.days[0]);
	else
		showCalendar(days);
}

async function showDays([from, to]) {
	const good = d => /^\d{4}-\d\d-\d\d$/.test(d || "") &&
		!isNaN(msOf(d)) && dateOf(msOf(d)) === d;
	const here = location.hash;
	// Which day it is, the meter knows.
	if (!good(from) && !now)
		await ask();
	if (location.hash !== here)
		return;
	from = good(from) ? from : todayDate();
	to = good(to) ? to : from;
	$("from").value = from;
	$("to").value = to;
	say($("period"), periodText(from, to));
	for (const k of KINDS)
		$(`kind-${k}`).setAttribute("aria-pressed", k === kindOf(from, to));
	const wanted = `${from}/${to}`;
	// Figures of another period do not stand below this one's name.
	if (days && periodOf(days) !== wanted)
		$("days-content").hidden = true;
	if (countDays(from, to) < 1 || countDays(from, to) > 366) {
		say($("days-note"), TEXT.periodWrong);
		return;
	}
	if (drawn !== wanted)
		say($("days-note"), TEXT.loading);
	drawn = wanted;
	try {
		const answer = await get(`/api/days?from=${from}&to=${to}`);
		const day = answer.days[0];
		const list = answer.days.length > 1 ? [] : (await get("/api/records" +
			`?from=${utcText(day.start, 0)}&to=` +
			utcText(day.start, day.length_s))).records;
		if (drawn !== wanted)
			return; // something else was chosen meanwhile
		days = answer;
		dayRecords = list;
		say($("days-note"), "");
		drawDays();
	} catch (error) {
		$("days-note").dataset.said = "";
		$("days-note").textContent = fill(TEXT.notAnswered,
			{ why: error.message });
	}
}

const utcText = (start, s) => new Date(Date.parse(start) + 1000 * s)
	.toISOString().slice(0, 19) + "Z";

function startDays() {
	for (const k of KINDS)
		$(`kind-${k}`).addEventListener("click", () =>
			goTo(...periodAround(k, $("to").value > todayDate() &&
				$("from").value <= todayDate() ? todayDate() :
				$("from").value)));
	$("earlier").addEventListener("click", () => goBeside(-1));
	$("later").addEventListener("click", () => goBeside(1));
	for (const id of ["from", "to"])
		$(id).addEventListener("change", () => {
			if ($("from").value && $("to").value)
				goTo($("from").value, $("to").value);
		});
}
