// SPDX-License-Identifier: GPL-3.0-or-later
// kit.js - a meter for the browser to look at: a made-up street in a store, a
// keep that is not one, sourdine-web between; and the browser.
"use strict";

const { spawn, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const net = require("node:net");
const os = require("node:os");
const path = require("node:path");
const { chromium } = require("playwright-core");

const BUILD = process.env.BUILD || "build";
const ZONE = "Europe/Paris";
const sleep = ms => new Promise(done => setTimeout(done, ms));

// The value of true_yet() as soon as there is one, or the last one.
async function within(seconds, trueYet) {
	const end = Date.now() + 1000 * seconds;
	for (;;) {
		const value = await trueYet();
		if (value || Date.now() > end)
			return value;
		await sleep(100);
	}
}

// ---------------------------------------------------------------- a street

// The same numbers each time, from 0 to 1.
function dice(seed) {
	let s = seed;
	return () => {
		s = (s * 1664525 + 1013904223) % 4294967296;
		return s / 4294967296;
	};
}

const hourIn = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE,
	hour: "2-digit", weekday: "short", hourCycle: "h23" });
const hourCache = new Map();

function hourOf(t) {
	const key = Math.floor(t / 3600);
	if (!hourCache.has(key)) {
		const parts = Object.fromEntries(hourIn
			.formatToParts(key * 3600000).map(p => [p.type, p.value]));
		hourCache.set(key, [Number(parts.hour),
			["Sat", "Sun"].includes(parts.weekday)]);
	}
	return hourCache.get(key);
}

// A street: loud from 7 to 20 h, quieter at night and at the weekend.
const BY_HOUR = [47, 45, 43, 42, 43, 48, 55, 61, 64, 63, 62, 62, 62, 61, 62, 62,
	63, 65, 64, 62, 59, 57, 54, 50];

function recordLine(t, interval, roll) {
	const [hour, weekend] = hourOf(t);
	const mean = BY_HOUR[hour] - (weekend && hour > 5 ? 4 : 0);
	const LAeq = Math.round(10 * (mean + 5 * roll() - 2.5));
	const covered = roll() < 0.01 ? Math.floor(interval / 2) : interval;
	const spread = [170 + 60 * roll(), 105, 35 + 8 * roll(), -25, -60 -
		30 * roll(), -95, -120].map(d => Math.max(0, LAeq + Math.round(d)));
	return `record ${t} ${covered} ${covered < interval ? 4 : 0} ${LAeq} ` +
		spread.sort((a, b) => b - a).join(" ");
}

// Lines for make_store: records of [from, to) but for those in the gaps,
// which are [from, to) too.
function street({ from, to, interval = 60, gaps = [], seed = 7, place =
	"outdoors", source = "raw", calibrated = 1, selfNoise = 240 }) {
	const roll = dice(seed);
	const lines = [`series ${place} 400 ${source} ${selfNoise} ${calibrated} ` +
		`${interval} a microphone`];
	for (let t = from - from % interval; t + interval <= to; t += interval)
		if (!gaps.some(([a, b]) => t >= a && t < b))
			lines.push(recordLine(t, interval, roll));
	return lines;
}

// ------------------------------------------------------------------- meter

class FakeKeep {
	constructor(file) {
		this.file = file;
		this.state = "ok";
		this.clients = new Set();
		this.lines = [];
		const now = Math.floor(Date.now() / 1000);
		this.at = now - 601;
		this.hole = [now - 300, now - 240]; // a minute that was lost
		this.catchUp();
		this.open();
		this.clock = setInterval(() => this.catchUp(), 200);
	}

	levelAt(t) {
		return Math.round(560 + 60 * Math.sin(t / 41) + 35 * Math.sin(t / 7.3) +
			25 * Math.sin(t * 1.7));
	}

	catchUp() {
		for (; this.at < Math.floor(Date.now() / 1000) - 1; this.at++) {
			const lost = this.at >= this.hole[0] && this.at < this.hole[1];
			const state = lost ? "gap" : this.state;
			const has = ["ok", "overload", "under-range"].includes(state);
			const line = `${this.at} ${has ? this.levelAt(this.at) : "-"} ` +
				`${state}\n`;
			this.lines = [...this.lines.slice(-599), line];
			for (const c of this.clients)
				c.write(line);
		}
	}

	open() {
		fs.rmSync(this.file, { force: true });
		this.server = net.createServer(c => {
			this.clients.add(c);
			c.on("close", () => this.clients.delete(c));
			c.on("error", () => this.clients.delete(c));
			c.write(this.lines.join(""));
		}).listen(this.file);
	}

	close() {
		this.server.close();
		for (const c of this.clients)
			c.destroy();
		fs.rmSync(this.file, { force: true });
	}

	end() {
		clearInterval(this.clock);
		this.close();
	}
}

function freePort() {
	return new Promise(done => {
		const s = net.createServer().listen(0, "127.0.0.1", () => {
			const { port } = s.address();
			s.close(() => done(port));
		});
	});
}

class Meter {
	// lines: for make_store; options: more of sourdine-web's.
	static async start({ lines, keep = true, options = [] }) {
		const m = new Meter();
		m.folder = fs.mkdtempSync(path.join(fs.existsSync("/dev/shm") ?
			"/dev/shm" : os.tmpdir(), "sourdine-page-"));
		m.store = path.join(m.folder, "store");
		m.live = path.join(m.folder, "live");
		m.add(lines);
		m.keep = keep ? new FakeKeep(m.live) : null;
		m.port = await freePort();
		m.url = `http://127.0.0.1:${m.port}/`;
		m.log = path.join(m.folder, "web.log");
		const log = fs.openSync(m.log, "w");
		m.web = spawn(path.join(BUILD, "sourdine-web"), ["--store", m.store,
			"--live", m.live, "--listen", `127.0.0.1:${m.port}`,
			"--status", path.join(m.folder, "status"), ...options],
		{ stdio: ["ignore", "ignore", log],
			env: { ...process.env, TZ: ZONE } });
		fs.closeSync(log);
		if (!await within(30, () => m.json("api/now").catch(() => null)))
			throw new Error(`sourdine-web: ${m.errors()}`);
		return m;
	}

	add(lines) {
		const made = spawnSync(path.join(BUILD, "tests/tell/make_store"),
			[this.store], { input: lines.join("\n") + "\n" });
		if (made.status !== 0)
			throw new Error(`make_store: ${made.stderr}`);
	}

	status(text) {
		fs.writeFileSync(path.join(this.folder, "status"), text);
	}

	async json(what) {
		return (await fetch(this.url + what)).json();
	}

	errors() {
		return fs.readFileSync(this.log, "utf8");
	}

	async end() {
		if (this.keep)
			this.keep.end();
		if (this.web.exitCode === null) {
			const ended = new Promise(done => this.web.once("exit", done));
			this.web.kill("SIGTERM");
			await ended;
		}
		fs.rmSync(this.folder, { recursive: true });
	}
}

// ----------------------------------------------------------------- browser

const browse = () => chromium.launch({
	executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
	args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update",
		"--disable-sync"],
});

module.exports = { BUILD, ZONE, sleep, within, street, recordLine, Meter,
	browse };
