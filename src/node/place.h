/* SPDX-License-Identifier: GPL-3.0-or-later */
/* place.h - when was a record that came in by the wire?  By its arrival and the
 * node's uptime.  Time is an argument. */
#ifndef NODE_PLACE_H
#define NODE_PLACE_H

#include "../../firmware/link.h"

#define NODE_STARTS 4 /* of a node, that are remembered */

/* Begins as zeros. */
struct node_place {
	struct {
		uint32_t start; /* 0: none */
		int64_t base;	/* the interval since 1970 in which it began */
	} of[NODE_STARTS];
	unsigned next; /* to be forgotten */
};

/* Number of the record's interval since 1970; 0: it cannot be placed, since
 * nothing is known of its start, or it is older than NODE_OLDEST_S.
 * Records of one start follow one another as the node counted them: the jitter
 * of the line does not move one into its neighbour's place. */
uint32_t node_place(struct node_place *p, const struct link_frame *f,
	int64_t arrival_ms);

#define NODE_OLDEST_S (40 * 86400)

#endif
