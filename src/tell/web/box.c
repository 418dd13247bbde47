/* SPDX-License-Identifier: GPL-3.0-or-later */
/* box.c - GET /api/box: what leaves this box, what it is and what holds
 * it. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../keep/seal.h"
#include "../leak/count.h"
#include "../local_time.h"
#include "web.h"
#include "json.h"

#define STATUS_SIZE 32768
#define DAY_S	    86400

/* What `sourdine run` says of itself; NULL: nothing. */
static json_t *read_status(const char *path)
{
	static char text[STATUS_SIZE];
	size_t n = 0;
	ssize_t got = 0;
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	if (fd < 0)
		return NULL;
	while (n < sizeof text &&
		(got = read(fd, text + n, sizeof text - n)) > 0)
		n += (size_t)got;
	close(fd);
	return got < 0 || n == sizeof text ? NULL
					   : json_loadb(text, n, 0, NULL);
}

static json_t *text_or_null(const char *text)
{
	return text && *text ? web_json_words(text) : json_null();
}

static json_t *local(int64_t utc_s)
{
	char text[LOCAL_TIME_SIZE];

	local_time_format(text, utc_s);
	return json_string(text);
}

/* Counted by the same code as `sourdine leak`; beside it, what others need. */
static json_t *rates(const struct web_store *store)
{
	struct leak_settings s = {.interval_s = 60};
	struct leak_counts counts;
	struct leak_rates r;

	if (store->has_series) {
		s.interval_s = (uint32_t)store->series.interval_s;
		s.calibrated = store->series.calibrated;
	}
	leak_count(&counts, &s);
	leak_rate(&r, &counts, &s);
	return json_pack("{s:f, s:f, s:f, s:i, s:i, s:i, s:i}", "stored",
		r.stored, "stored_bytes_a_day", r.stored * DAY_S / 8,
		"out_of_hear", r.sent, "text", LEAK_NEEDS_TEXT, "speech",
		LEAK_NEEDS_SPEECH, "codec", LEAK_NEEDS_CODEC, "telephone",
		LEAK_NEEDS_TELEPHONE);
}

static void put_hex(char *out, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

/* With what the records are signed, and the newest signature over them. */
static json_t *seal(struct store *store)
{
	uint8_t public[ENTRY_KEY_BYTES];
	char key[2 * ENTRY_KEY_BYTES + 1], signature[2 * SEAL_SIGNATURE + 1];
	struct seal_head head;

	if (!store || !seal_public(store, public))
		return json_null();
	put_hex(key, public, sizeof public);
	if (!seal_last_head(store, &head))
		return json_pack("{s:s, s:n}", "public_key", key, "head");
	put_hex(signature, head.signature, sizeof head.signature);
	return json_pack("{s:s, s:{s:I, s:o, s:s}}", "public_key", key, "head",
		"n", (json_int_t)head.n, "signed", local(head.utc_s),
		"signature", signature);
}

static json_t *programs(const json_t *status)
{
	json_t *list = json_array(), *p;
	size_t i;

	json_array_foreach(json_object_get(status, "programs"), i, p)
	{
		const char *name =
			json_string_value(json_object_get(p, "name"));
		bool runs = json_is_true(json_object_get(p, "running"));
		json_int_t starts =
			json_integer_value(json_object_get(p, "starts"));

		const json_t *locks = json_object_get(p, "locks");

		if (name)
			json_array_append_new(list,
				json_pack("{s:s, s:b, s:I, s:o}", "name", name,
					"running", runs, "starts", starts,
					"locks", locks ?
					json_deep_copy(locks) : json_null()));
	}
	return list;
}

static bool is_text(const json_t *o, const char *key, const char *text)
{
	const char *value = json_string_value(json_object_get(o, key));

	return value && strcmp(value, text) == 0;
}

/* A claim holds when its attempt was stopped, and its control got through. */
static json_t *proof(const json_t *p)
{
	const char *date = json_string_value(json_object_get(p, "date"));
	json_t *claims, *row;
	size_t i;

	if (!date)
		return json_null();
	claims = json_array();
	json_array_foreach(json_object_get(p, "rows"), i, row)
	{
		const char *claim =
			json_string_value(json_object_get(row, "claim"));
		const char *tried =
			json_string_value(json_object_get(row, "tried"));

		json_array_append_new(claims,
			json_pack("{s:s, s:s, s:b}", "claim",
				claim ? claim : "", "tried", tried ? tried : "",
				"holds",
				is_text(row, "state", "HOLDS") &&
					json_is_true(json_object_get(
						row, "control_failed"))));
	}
	return json_pack("{s:s, s:b, s:o}", "time", date, "complete",
		json_is_true(json_object_get(p, "complete")), "claims", claims);
}

/* When this microphone was calibrated last, as far as it was noted. */
static json_t *calibrated_on(const struct web *w)
{
	const struct calibrations *c = &w->calibrations;

	for (size_t i = c->n; w->store.series.calibrated && i > 0; i--)
		if (strcmp(c->event[i - 1].microphone,
			    w->store.series.microphone) == 0)
			return local(c->event[i - 1].utc_s);
	return json_null();
}

/* What the operator stated; all null while there is no series. */
static void set_series(json_t *j, const struct web *web)
{
	const struct web_store *w = &web->store;
	const struct store_series *s = w->has_series ? &w->series : NULL;

	json_object_update_new(j,
		json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "place",
			text_or_null(s ? s->place : NULL), "height_m",
			s && s->height_cm >= 0 ? json_real(s->height_cm / 100.0)
					       : json_null(),
			"source", text_or_null(s ? s->source : NULL),
			"calibration",
			text_or_null(s ? calibration_kind_name(s->calibrated)
				       : NULL),
			"calibrated_on", s ? calibrated_on(web) : json_null(),
			"self_noise",
			s && s->self_noise > 0 ? json_real(s->self_noise / 10.0)
					       : json_null(),
			"interval_s",
			s ? json_integer(s->interval_s) : json_null(), "since",
			s ? local(s->since_utc_s) : json_null()));
}

/* An integer of the status file, or null. */
static json_t *told(const json_t *status, const char *key)
{
	json_t *value = json_object_get(status, key);

	return json_is_integer(value) ? json_incref(value) : json_null();
}

enum MHD_Result web_box(struct web *w, struct MHD_Connection *c)
{
	static const char *const access[] = {"local", "network", "proxy"};
	const struct web_settings *s = &w->settings;
	json_t *status = read_status(s->status), *j;
	int64_t count = 0;

	web_store_look(&w->store, w->utc_s);
	if (w->store.store)
		count = store_count(w->store.store);
	j = json_pack("{s:s, s:o, s:s, s:I, s:o, s:o, s:o, s:o, s:o, s:o, "
		      "s:{s:o, s:o}}",
		"software", "Sourdine " SOURDINE_VERSION, "identity",
		text_or_null(s->identity), "access", access[s->access],
		"records", (json_int_t)(count > 0 ? count : 0), "rates",
		rates(&w->store), "programs", programs(status), "landlock",
		told(status, "landlock"), "breaches", told(status, "breaches"),
		"seal", seal(w->store.store), "proof", proof(w->proof),
		"notice", "operator", text_or_null(s->operator_is), "more",
		text_or_null(s->more));
	json_decref(status);
	if (j)
		set_series(j, w);
	return web_reply_json(c, MHD_HTTP_OK, web_json_text(j));
}
