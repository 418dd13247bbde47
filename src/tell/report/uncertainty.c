/* SPDX-License-Identifier: GPL-3.0-or-later */
/* uncertainty.c - how far off a level may be, part by part (GUM). */
#include <math.h>
#include <string.h>

#include "../../run/language.h"
#include "../calibrations.h"
#include "gather.h"

static void part(json_t *parts, double *squares, const char *name, double u,
	const char *why)
{
	json_array_append_new(parts, json_pack("{s:s, s:o, s:s}", "name", name,
		"u", report_level(u), "why", why));
	*squares += u * u;
}

static double largest_drift(const json_t *calibrations)
{
	double largest = NAN;
	size_t k;
	json_t *c;

	json_array_foreach(calibrations, k, c) {
		const json_t *d = json_object_get(c, "drift_db");

		if (json_is_number(d))
			largest = fmax(largest, fabs(json_number_value(d)));
	}
	return largest;
}

static void part_of_setting(json_t *parts, double *squares, bool calibrated,
	int32_t how)
{
	if (calibrated && how == CALIBRATION_COMPARISON)
		part(parts, squares, N_("setting of the level"), 1.5,
			N_("by comparison with another meter: 3 dB (k = 2)"));
	else if (!calibrated)
		part(parts, squares, N_("setting of the level"), NAN,
			N_("not calibrated all the time: not known"));
	else
		part(parts, squares, N_("setting of the level"), 0.25,
			N_("sound calibrator of class 2: 0.4 dB (IEC 60942)"));
}

static void part_of_drift(json_t *parts, double *squares,
	const json_t *calibrations)
{
	double drift = largest_drift(calibrations);

	if (isfinite(drift))
		part(parts, squares, N_("drift"), drift / sqrt(3),
			N_("largest change between two calibrations"));
	else
		part(parts, squares, N_("drift"), 0.3,
			N_("assumed: no second calibration"));
}

/* Standard uncertainties; where nothing is known of this instrument, half the
 * width of what class 2 of IEC 61672-1 allows, or what is usual. */
json_t *report_uncertainty(const struct store_series *s, bool calibrated,
	const json_t *calibrations)
{
	bool outdoors = strcmp(s->place, "outdoors") == 0;
	json_t *parts = json_array();
	double squares = 0;

	part_of_setting(parts, &squares, calibrated, s->calibrated);
	part_of_drift(parts, &squares, calibrations);
	part(parts, &squares, N_("response of the microphone"), 0.7,
		N_("assumed: frequency and direction, its case"));
	part(parts, &squares, N_("temperature, humidity, pressure"), 0.3,
		N_("assumed: 0.5 dB either way (IEC 61672-1, class 2)"));
	part(parts, &squares, N_("computation"), 0.03,
		N_("filters within 0.005 dB, levels to 0.1 dB"));
	if (outdoors)
		part(parts, &squares, N_("weather and façade"), 0.5,
			N_("assumed: the weather is not known"));
	else
		part(parts, &squares, N_("place in the room"), 0.6,
			N_("assumed: a room is not equally loud everywhere"));
	return json_pack("{s:o, s:o}", "parts", parts, "U", report_level(
		isfinite(squares) ? fmax(2, 2 * sqrt(squares)) : NAN));
}
