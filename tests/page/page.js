// SPDX-License-Identifier: GPL-3.0-or-later
// page.js - the page in a real browser: what it shows of a meter that runs,
// loses sound, is simulated, has stopped; days and calendars beside `sourdine
// indicators`; languages, colours, widths, keys; and that nothing is asked
// from elsewhere.
"use strict";

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const { BUILD, ZONE, browse, Meter, sleep, street, within } =
	require("./kit.js");

const DAY = 86400;
const counts = { passed: 0, failed: 0 };

function check(what, good, seen) {
	counts[good ? "passed" : "failed"]++;
	console.log(good ? "ok" : "FAILED", what, good ? "" :
		JSON.stringify(seen ?? "").slice(0, 500));
}

const local = (t, form) => new Date(1000 * t).toLocaleString("sv",
	{ timeZone: ZONE, ...form });
const dateOf = t => local(t).slice(0, 10);

// The first second of a day by the clocks of ZONE.
function midnight(date) {
	let t = Date.parse(`${date}T00:00:00Z`) / 1000 - 3 * 3600;
	while (dateOf(t) < date)
		t += 900;
	return t;
}

// Everything that pages say and ask for is looked at in the end.
class Looker {
	constructor(browser) {
		this.browser = browser;
		this.said = [];
		this.asked = new Set();
	}

	async open(url, options = {}) {
		const context = await this.browser.newContext({ locale: "en-GB",
			viewport: { width: 1280, height: 820 }, ...options });
		context.on("request", r => this.asked.add(new URL(r.url()).host ||
			r.url().slice(0, 5)));
		const page = await context.newPage();
		page.on("console", m => this.said.push(m.text()));
		page.on("pageerror", e => this.said.push(e.stack));
		await page.goto(url);
		return page;
	}
}

const text = (page, id) => page.locator(`#${id}`).textContent();
const level = async page => Number((await text(page, "number"))
	.replace(",", "."));
const until = (page, id, pattern, seconds = 15) => within(seconds, async () => {
	const seen = await text(page, id);
	return pattern.test(seen) ? seen || " " : null;
});

async function daysAreThere(page) {
	await page.waitForFunction(() =>
		!document.getElementById("days-content").hidden &&
		document.getElementById("days-note").textContent === "");
}

async function go(page, hash) {
	await page.evaluate(h => {
		document.getElementById("days-content").hidden = true;
		location.hash = h;
	}, hash);
	await daysAreThere(page);
}

// What the command says of the same store.
function indicators(meter, ...args) {
	return JSON.parse(execFileSync(path.join(BUILD, "tests/tell/verb"),
		[meter.store, meter.live, "none", "indicators", "--json", "--zone", ZONE,
			...args], { maxBuffer: 1 << 26 }));
}

// Shown to tenths, and known to hundredths.
const same = (shown, value) => value === null || value === undefined ?
	shown === "–" : Math.abs(parseFloat(shown) - value) < 0.0551;
const tenth = x => x === null || x === undefined ? "–" : (Math.round(10 * x) /
	10).toFixed(1);

async function axeFinds(page, what) {
	await page.evaluate(axe);
	const found = await page.evaluate(() => axe.run());
	check(`axe: ${what}`, found.violations.length === 0 &&
		found.passes.length > 10, found.violations.map(v => [v.id,
		v.nodes.map(n => n.html).slice(0, 3)]));
}

// -------------------------------------------------------------------- now

// Pixels of the line's colour in the stretch of time [from, to).
const inked = (page, from, to) => page.evaluate(([a, b]) => {
	const u = tenChart.chart;
	const x = t => Math.round(u.valToPos(t, "x", true));
	const left = x(a), width = Math.max(1, x(b) - left);
	const { data } = u.ctx.getImageData(left, u.bbox.top, width, u.bbox.height);
	let n = 0;
	for (let i = 0; i < data.length; i += 4)
		n += data[i] < 60 && data[i + 1] > 80 && data[i + 1] < 130 &&
			data[i + 3] > 200;
	return n;
}, [from, to]);

async function screenNow(look, meter) {
	const page = await look.open(meter.url);
	const first = await until(page, "number", /^\d\d\.\d$/);
	check("the level appears, with one decimal", first, first);
	const other = await within(5, async () => {
		const n = await text(page, "number");
		return /^\d\d\.\d$/.test(n) && n !== first;
	});
	check("and changes", other);
	check("its name and its unit", await text(page, "now-symbol") === "LAeq,1s" &&
		(await text(page, "now-of")).includes("dB(A)"));
	check("a place that is about as loud",
		(await text(page, "like")).startsWith("About the level of "));
	check("the promise", (await page.locator("#now .promise").textContent()) ===
		"This device measures the level; it records nothing and recognises " +
		"no sound.");
	const pointer = await page.evaluate(() => parseFloat(document
		.querySelector("#ruler .pointer").style.left));
	check("the ruler points to it", Math.abs(20 + pointer * 0.8 -
		await level(page)) < 15, pointer);
	const now = await meter.json("api/now");
	for (const [id, value] of [["hour", now.LAeq_hour],
		["today", now.LAeq_today], ["LAFmax", now.record.LAFmax],
		["LAF90", now.record.LAF90]])
		check(`the tile ${id}`, await text(page, id) === tenth(value) &&
			value !== null, [await text(page, id), value]);
	const end = new Date(Date.parse(now.record.start) +
		1000 * now.record.interval_s).toISOString();
	const today = indicators(meter, "--from", dateOf(Date.now() / 1000), "--to",
		end.replace(".000", ""), "--coverage", "0");
	check("LAeq of the day is that of the command", Math.abs(today.LAeq -
		now.LAeq_today) < 0.0551, [today.LAeq, now.LAeq_today]);

	const [from, to] = meter.keep.hole;
	await sleep(1500);
	check("the minute that was lost is empty", await inked(page, from + 2,
		to - 2) === 0);
	check("beside it there is a line", await inked(page, from - 58, from - 2) >
		50 && await inked(page, to + 2, to + 58) > 50);
	check("and it is said in words", /6[0-9] of 600 s without a level/.test(
		await text(page, "ten-text")), await text(page, "ten-text"));
	await axeFinds(page, "now");

	for (const [state, words] of [["overload", "overloaded"], ["under-range",
		"at most this"], ["gap", "lost just now"], ["dead", "no signal at all"]]) {
		meter.keep.state = state;
		check(`${state}: said in plain words`, await until(page, "notes",
			new RegExp(words)), await text(page, "notes"));
		const number = await text(page, "number");
		check(`${state}: ${/gap|dead/.test(state) ? "no number" : "a number"}`,
			(number === "–") === /gap|dead/.test(state), number);
	}
	meter.keep.state = "ok";
	check("and measuring again", await until(page, "number", /\d/));

	meter.keep.close();
	check("the meter has stopped: an en dash, and that it is so",
		await until(page, "state-text", /not running/) &&
		await text(page, "number") === "–" &&
		(await text(page, "notes")).includes("sourdine run"),
		await text(page, "notes"));
	meter.keep.open();
	check("it runs again", await until(page, "number", /\d/));
	await page.context().close();
}

// ------------------------------------------------------------------- days

async function figuresAgree(page, what, wanted) {
	for (const [id, value] of [["LAeq", wanted.LAeq], ["Lday", wanted.Lday.FR],
		["Levening", wanted.Levening.FR], ["Lnight", wanted.Lnight.FR],
		["Lden", wanted.Lden.FR]]) {
		const shown = await text(page, `figure-${id}`);
		check(`${what}: ${id} as the command has it`, same(shown, value),
			[shown, value]);
	}
	const shown = await text(page, "figure-coverage");
	check(`${what}: coverage`, Math.abs(parseFloat(shown) -
		wanted.coverage_percent) < 0.11, [shown, wanted.coverage_percent]);
}

const rows = page => page.locator("#table tbody tr").evaluateAll(list =>
	list.map(r => [...r.children].map(c => c.textContent)));

async function screenDays(look, meter, at) {
	const page = await look.open(`${meter.url}#days/${at.day}`);
	await daysAreThere(page);
	const next = dateOf(midnight(at.day) + 26 * 3600);
	await figuresAgree(page, "a day", indicators(meter, "--from", at.day, "--to",
		next));
	const hours = indicators(meter, "--from", at.day, "--to", next, "--by",
		"hour", "--coverage", "0").by;
	const table = await rows(page);
	check("its hours, and what each had", table.length === 24 &&
		table.every((r, i) => same(r[1], hours[i].LAeq)), [table.slice(0, 3),
		hours.slice(0, 3)]);
	const gap = await page.evaluate(([a, b]) => {
		const u = profileChart.chart;
		const x = t => Math.round(u.valToPos(t, "x", true));
		const { data } = u.ctx.getImageData(x(a) + 2, u.bbox.top,
			x(b) - x(a) - 4, u.bbox.height);
		let ink = 0, hatched = 0;
		for (let i = 0; i < data.length; i += 4) {
			ink += data[i] < 60 && data[i + 3] > 200;
			hatched += data[i + 3] > 60;
		}
		return [ink, hatched];
	}, at.gap);
	check("its gap is empty but for a hatch", gap[0] === 0 && gap[1] > 100, gap);
	check("a day carries no limit", (await text(page, "landmarks"))
		.startsWith("No limit applies"));
	check("the diary, as a person wrote it", (await text(page, "diary-list"))
		.includes("pump") && (await text(page, "diary-list"))
		.includes("the pump <b>hums</b>"), await text(page, "diary-list"));
	await axeFinds(page, "a day");

	await go(page, `#days/${at.month[0]}/${at.month[1]}`);
	await figuresAgree(page, "a month", indicators(meter, "--from", at.month[0],
		"--to", dateOf(midnight(at.month[1]) + 26 * 3600)));
	const days = indicators(meter, "--from", at.month[0], "--to",
		dateOf(midnight(at.month[1]) + 26 * 3600), "--by", "day").by;
	const shown = await rows(page);
	check("its days, each as the command has them", shown.length ===
		days.length && shown.every((r, i) => same(r[1], days[i].LAeq) &&
		same(r[5], days[i].Lden.FR)), [shown.slice(0, 2),
		days.slice(0, 2)]);
	await calendarAgrees(page, meter, at);
	await axeFinds(page, "a month");

	await theLongNight(page, meter);
	await go(page, `#days/${at.empty}/${at.empty}`);
	check("a day without records: nothing is claimed",
		await text(page, "figure-Lden") === "–" &&
		await text(page, "figure-coverage") === "0.0 %" &&
		(await text(page, "profile-text")).startsWith("No levels yet"));
	await page.evaluate(() => {
		location.hash = "#days/2026-10-31/2026-10-01";
	});
	check("a period that is none is said", await until(page, "days-note",
		/not after the last one/));
	check("and no figures of another one stand there",
		!await page.locator("#days-content").isVisible());
	await page.context().close();
}

async function calendarAgrees(page, meter, at) {
	const answer = await meter.json(`api/days?from=${at.month[0]}&to=` +
		at.month[1]);
	const wanted = answer.days.flatMap(d => d.hours.LAeq)
		.filter(l => l !== null).length;
	const numbers = await page.locator("#calendar-box text.in").count();
	check("the calendar has a number in each hour that was measured",
		numbers === wanted && wanted > 600, [numbers, wanted]);
	const classes = await page.locator("#calendar-box text.in")
		.evaluateAll(list => list.every(t => {
			const level = Number(t.textContent);
			const c = Number(t.getAttribute("class").match(/c(\d+)/)[1]);
			const of = Math.min(10, Math.max(0, Math.floor((level - 30) / 5)));
			// 49.96 is in the class below 50, and is printed 50
			return c === of || (level % 5 === 0 && c === of - 1);
		}));
	check("each in the colour of its class", classes);
	check("and hours without a level are hatched",
		await page.locator("#calendar-box path.hatch").count() === 1);
	await page.setViewportSize({ width: 900, height: 820 });
	check("a narrower window has a narrower calendar", await within(5, () =>
		page.evaluate(() => {
			const box = document.getElementById("calendar-box");
			return box.scrollWidth <= box.clientWidth &&
				box.firstChild.clientWidth > 0.9 * box.clientWidth;
		})));
	await page.setViewportSize({ width: 1280, height: 820 });
	await sleep(500);
	await page.locator("#calendar-box").focus();
	await page.keyboard.press("ArrowRight");
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("ArrowDown");
	const first = answer.days[0];
	const readout = await text(page, "calendar-readout");
	check("by keys: the third hour of the first day", readout.includes("02:00") &&
		readout.includes(`${tenth(first.hours.LAeq[2])} dB(A)`), readout);
	await page.keyboard.press("Enter");
	await daysAreThere(page);
	check("Enter opens the day", await within(5, async () =>
		(await page.evaluate(() => location.hash)) ===
		`#days/${first.date}/${first.date}`));
}

// As long as people look through a tunnel, or their own clock is wrong.
async function otherClocks(look, meter) {
	for (const hours of [-26, 1]) {
		const page = await look.open("about:blank",
			{ timezoneId: "America/New_York" });
		await page.addInitScript(ms => {
			const real = Date.now;
			Date.now = () => real() + ms;
		}, 3600000 * hours);
		await page.goto(`${meter.url}#days`);
		await daysAreThere(page);
		const today = dateOf(Date.now() / 1000);
		check(`a browser whose clock is ${hours} h off: the meter's today`,
			[today, dateOf(Date.now() / 1000 - 60)].includes(
				await page.inputValue("#from")),
			await page.inputValue("#from"));
		await page.evaluate(() => {
			location.hash = "#now";
		});
		check("and its ten minutes", await until(page, "ten-text",
			/dB\(A\). [56][0-9] of 600 s without/), await text(page,
			"ten-text"));
		await page.context().close();
	}
}

// The night on which clocks go back: 25 hours, and 02:00 twice.
async function theLongNight(page, meter) {
	await go(page, "#days/2026-10-25/2026-10-25");
	const table = await rows(page);
	const names = table.map(r => r[0]);
	check("25 October 2026 has 25 hours, and two that begin at 02:00",
		table.length === 25 && names[2] === "02:00 UTC+2" &&
		names[3] === "02:00 UTC+1", names.slice(0, 5));
	const hours = indicators(meter, "--from", "2026-10-25", "--to",
		"2026-10-26", "--by", "hour", "--coverage", "0").by;
	check("each with its own level", same(table[2][1], hours[2].LAeq) &&
		same(table[3][1], hours[3].LAeq) && table[2][2] !== table[3][2],
		[table[2], table[3]]);
	check("and it is said", (await text(page, "clocks")).includes("25 h"));
	const read = async utc => {
		await page.evaluate(t => {
			const u = profileChart.chart;
			u.setCursor({ left: u.valToPos(t, "x"), top: 20 });
		}, Date.parse(utc) / 1000);
		return page.locator("#profile .readout").textContent();
	};
	const halves = [await read("2026-10-25T00:30:30Z"),
		await read("2026-10-25T01:30:30Z")];
	check("and 02:30 is one or the other", halves[0].startsWith(
		"02:30 UTC+2 ") && halves[1].startsWith("02:30 UTC+1 "), halves);
	await go(page, "#days/2026-03-29/2026-03-29");
	const spring = (await rows(page)).map(r => r[0]);
	await go(page, "#days/2026-03-28/2026-03-29");
	await page.locator("#calendar-box").focus();
	for (const key of ["Down", "Down", "Down", "Right"])
		await page.keyboard.press(`Arrow${key}`);
	check("beside 02:00 of the day before is its 03:00",
		/29 Mar 03:00/.test(await text(page, "calendar-readout")),
		await text(page, "calendar-readout"));
	check("29 March 2026 has 23", spring.length === 23 &&
		spring[1].startsWith("01:00") && spring[2].startsWith("03:00"), spring);
}

async function aYear(look, meter) {
	const page = await look.open(`${meter.url}#days/2026-01-01/2026-12-31`);
	await daysAreThere(page);
	await figuresAgree(page, "a year", indicators(meter, "--from", "2026-01-01",
		"--to", "2027-01-01"));
	const paths = await page.locator("#calendar-box path[class^=c]").count();
	check("the year's calendar is drawn, one path a class", paths > 3 &&
		paths <= 11, paths);
	const landmark = await text(page, "landmarks");
	check("a year outdoors beside a declared road: landmarks, and no limit",
		/53/.test(landmark) && /68/.test(landmark) && /not a legal limit/
			.test(landmark), landmark);
	check("its table waits until it is asked for", await page.locator(
		"#figures-in-a-table").evaluate(d => !d.open));
	await axeFinds(page, "a year");
	await page.context().close();
}

// ---------------------------------------------------- what leaves this box

async function screenBox(look, meter) {
	const page = await look.open(`${meter.url}#box`);
	await page.locator("#box-content").waitFor();
	const box = await meter.json("api/box");
	const count = JSON.parse(execFileSync(path.join(BUILD, "sourdine"), ["leak",
		"--json", "--interval", "900"]));
	const stored = count.streams.find(s => s.name === "stored");
	check("the rates are those of `sourdine leak`", Math.abs(stored.bit_per_s -
		box.rates.stored) < 1e-3 && Math.abs(stored.bytes_per_day -
		box.rates.stored_bytes_a_day) < 1, [box.rates, stored]);
	const rates = await text(page, "rates");
	check("and they are shown", rates.includes(box.rates.stored.toFixed(1)) &&
		rates.includes("64,000"), rates);
	check("calibration and path", (await text(page, "instrument"))
		.includes("with a sound calibrator") && (await text(page, "instrument"))
		.includes("straight from the microphone"));
	check("the programs that run, and Landlock", (await text(page, "locks"))
		.includes("hear") && (await text(page, "locks-none"))
		.includes("version 7"), await text(page, "locks"));
	check("the proof's last result", (await text(page, "proof-last"))
		.includes("1 of 2") && (await text(page, "claims"))
		.includes("does not hold"), await text(page, "proof-last"));
	await axeFinds(page, "what leaves this box");

	check("the notice names who runs it", (await text(page, "notice-who"))
		.includes("Association <du quai>"));
	const file = path.join(meter.folder, "qr.png");
	await page.locator("#notice-qr").screenshot({ path: file });
	const read = execFileSync("zbarimg", ["-q", "--raw", file],
		{ stdio: ["ignore", "pipe", "ignore"] }).toString();
	check("its QR code reads as the address", read.trim() ===
		"https://example.org/sourdine", read);
	await page.emulateMedia({ media: "print" });
	const seen = await page.locator("body *").evaluateAll(all => all
		.filter(e => e.checkVisibility() && e.children.length === 0 &&
			e.textContent.trim() && !e.closest("#notice"))
		.map(e => e.textContent));
	check("on paper there is the notice alone", seen.length === 0 &&
		await page.locator("#notice h3").isVisible(), seen);
	await go(page, "#days/2026-10-14/2026-10-14");
	check("of a day, its figures", await page.locator("#figure-LAeq")
		.isVisible() && !await page.locator("#notice").isVisible());
	await page.context().close();
}

// ----------------------------------------------------------- form, languages

async function languages(look, meter) {
	const page = await look.open(meter.url, { locale: "fr-CA" });
	check("French to a French browser, with a decimal comma", await until(page,
		"number", /^\d\d,\d$/) && await page.locator("html")
		.getAttribute("lang") === "fr" && (await text(page, "nav-now")) ===
		"Maintenant");
	check("the promise in French", (await page.locator("#now .promise")
		.textContent()).includes("n’enregistre rien et ne reconnaît aucun son"));
	for (const hash of ["#now", "#days", "#box"]) {
		await page.evaluate(h => {
			location.hash = h;
		}, hash);
		await sleep(700);
		await axeFinds(page, `${hash} in French`);
		const left = await page.locator("main [data-said]")
			.evaluateAll(all => all.map(e => e.dataset.said).filter(t =>
				/\b(the|of|with|was|this|and)\b/.test(t)));
		check(`${hash}: no English is left`, left.length === 0, left);
		check(`${hash}: nothing is undefined`, !/undefined|NaN|null|\{\w+\}/.test(
			await page.locator("main").innerText()), await page
			.locator("main").innerText());
	}
	await page.locator("#language").click();
	check("the switch: English at once", await page.locator("html")
		.getAttribute("lang") === "en" && (await text(page, "nav-now")) === "Now");
	await page.reload();
	check("and after a reload", (await text(page, "nav-now")) === "Now");
	check("without cookies", (await page.context().cookies()).length === 0);
	await page.context().close();
	const other = await look.open(meter.url, { locale: "de-DE" });
	check("English to others", (await text(other, "nav-now")) === "Now");
	await other.context().close();
}

async function forms(look, meter) {
	const shades = [];
	for (const colorScheme of ["light", "dark"]) {
		const page = await look.open(meter.url, { colorScheme });
		await until(page, "number", /\d/);
		shades.push(await page.evaluate(() =>
			getComputedStyle(document.body).backgroundColor));
		for (const hash of ["#now", "#days", "#box"]) {
			await page.evaluate(h => {
				location.hash = h;
			}, hash);
			await sleep(700);
			for (const width of [320, 390, 768, 1280, 2560]) {
				await page.setViewportSize({ width, height: 900 });
				await sleep(150);
				const wide = await page.evaluate(() =>
					document.scrollingElement.scrollWidth);
				check(`${hash} ${colorScheme} at ${width}: nothing sticks out`,
					wide <= width, wide);
			}
			await page.setViewportSize({ width: 390, height: 844 });
			await axeFinds(page, `${hash} ${colorScheme} on a phone`);
		}
		await page.context().close();
	}
	check("light is light, and dark is dark", /24\d, 24\d/.test(shades[0]) &&
		/rgb\(1\d, 2\d, 2\d\)/.test(shades[1]), shades);
	const page = await look.open(meter.url, { reducedMotion: "reduce" });
	check("reduced motion: nothing glides", await page.evaluate(() =>
		getComputedStyle(document.querySelector("#ruler .pointer"))
			.transitionDuration) === "0s");
	await page.keyboard.press("Tab");
	check("the first key leads past the menu", await page.evaluate(() =>
		document.activeElement.id) === "skip");
	for (let i = 0; i < 2; i++)
		await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	await sleep(300);
	check("Days by keys alone", await page.evaluate(() => document
		.activeElement.id === "nav-days" && location.hash === "#days"));
	await page.context().close();
}

// ------------------------------------------------------------- other meters

async function simulated(look) {
	const now = Math.floor(Date.now() / 1000);
	const meter = await Meter.start({ lines: street({ from: now - 3 * 3600,
		to: now, source: "simulated", calibrated: 0 }).concat(
		`Study ${now + 40000} night trains`), options:
		["--noise-source", "air"] });
	const page = await look.open(meter.url);
	await until(page, "number", /\d/);
	check("SIMULATED, and why", (await text(page, "simulated"))
		.includes("SIMULATED made-up sound") && await page
		.locator("#simulated").isVisible());
	check("and no place is as loud as that", await text(page, "like") === "");
	check("a study is announced", (await text(page, "study"))
		.includes("night trains"), await text(page, "study"));
	await axeFinds(page, "simulated");
	await go(page, `#days/${dateOf(now - 364 * DAY)}/${dateOf(now)}`);
	check("a landmark that there is not is a dash", /maps Lden 55, Lnight –,/
		.test(await text(page, "landmarks")), await text(page, "landmarks"));
	await page.evaluate(() => {
		location.hash = "#now";
	});
	const code = new Promise(done => meter.web.once("exit", done));
	meter.web.kill("SIGTERM");
	await code;
	check("the meter is gone: that nobody answers", await until(page,
		"state-text", /No answer/, 20) && await text(page, "number") === "–");
	// That it could not be reached is the browser's own word.
	look.said = look.said.filter(t => !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE/
		.test(t));
	await page.context().close();
	await meter.end();
}

async function fromElsewhere(look) {
	const now = Math.floor(Date.now() / 1000);
	const meter = await Meter.start({ lines: street({ from: now - DAY, to: now,
		selfNoise: 0, calibrated: 0, gaps: [[now - 40000, now - 36000]] })
		.concat(`diary ${now - 9000} ${now - 8000} pump Mr Smith again`),
	options: ["--access", "proxy"] });
	const page = await look.open(meter.url);
	check("behind a proxy: the last closed record, and that it is one",
		await until(page, "now-of", /last closed record/) &&
		await text(page, "now-symbol") === "LAeq,1min");
	check("no second, and it is said", (await text(page, "notes"))
		.includes("on the device that measures") &&
		!await page.locator("#ten").isVisible());
	check("the day instead, its gap in words", await until(page, "day-text",
		/1 h \d\d without a level/), await text(page, "day-text"));
	const { diary } = await meter.json(`api/days?from=${dateOf(now - DAY)}`);
	check("that there is a diary, but not its words", diary.length === 1 &&
		diary[0].category === "pump" && diary[0].text === "", diary);
	check("not calibrated: said", (await text(page, "notes"))
		.includes("Not calibrated"));
	await axeFinds(page, "from elsewhere");
	await page.context().close();
	await meter.end();
}

// -------------------------------------------------------------------- main

function theYear(at) {
	const from = Math.floor(Date.now() / 1000) - 400 * DAY;
	const now = Math.floor(Date.now() / 1000);
	return [...street({ from, to: now, interval: 900, gaps: [at.gap,
		[midnight(at.empty), midnight(at.empty) + DAY]] }),
	`diary ${at.gap[1] + 3600} ${at.gap[1] + 7200} pump the pump <b>hums</b>`];
}

async function main() {
	const day = "2026-10-14";
	const noon = midnight(day) + DAY / 2;
	const at = { day, gap: [noon, noon + 9000], empty: "2026-09-02",
		month: ["2026-10-01", "2026-10-31"] };
	const browser = await browse();
	const look = new Looker(browser);
	const proof = path.join(fs.mkdtempSync("/tmp/sourdine-proof-"),
		"prove.json");
	fs.writeFileSync(proof, JSON.stringify({ date: "2026-11-25T10:00:00Z",
		complete: true, rows: [
			{ claim: "locks", tried: "x", state: "HOLDS", control_failed: true },
			{ claim: "count", tried: "y", state: "HOLDS",
				control_failed: false }] }));
	const meter = await Meter.start({ lines: theYear(at), options: [
		"--operator", "Association <du quai>", "--noise-source", "road",
		"--more", "https://example.org/sourdine", "--proof", proof] });
	meter.status(JSON.stringify({ breaches: 0, landlock: 7, programs:
		[{ name: "hear", running: true, starts: 1 }] }));
	try {
		await screenNow(look, meter);
		await screenDays(look, meter, at);
		await aYear(look, meter);
		await otherClocks(look, meter);
		await screenBox(look, meter);
		await languages(look, meter);
		await forms(look, meter);
		await simulated(look);
		await fromElsewhere(look);
	} finally {
		await browser.close();
		fs.rmSync(path.dirname(proof), { recursive: true });
		check("sourdine-web said nothing on stderr", meter.errors() === "",
			meter.errors());
		await meter.end();
	}
	// That pixels were read is this test's own doing.
	const said = look.said.filter(t => !t.includes("getImageData"));
	check("the console stays empty", said.length === 0, said);
	const elsewhere = [...look.asked].filter(h => !/^127\.0\.0\.1:\d+$|^data:/
		.test(h));
	check("no request leaves 127.0.0.1", elsewhere.length === 0 &&
		look.asked.size > 1, [...look.asked]);
	console.log(`page: ${counts.passed} passed, ${counts.failed} failed`);
	process.exit(counts.failed ? 1 : 0);
}

main().catch(error => {
	console.error(error);
	console.log(`page: ${counts.passed} passed, ${counts.failed + 1} failed`);
	process.exit(1);
});
