/* SPDX-License-Identifier: GPL-3.0-or-later */
/* link.h - what leaves the node by its wire. */
#ifndef LINK_H
#define LINK_H

#include "slm_message.h"

/* Send a message; returns once its last byte is on its way. */
void link_send(const uint8_t message[SLM_MESSAGE_BYTES]);

#endif
