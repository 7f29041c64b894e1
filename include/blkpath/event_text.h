/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events in words.
 */
#ifndef BLKPATH_EVENT_TEXT_H
#define BLKPATH_EVENT_TEXT_H

#include <blkpath/event.h>

/* Longest line and its NUL. */
#define BP_EVENT_TEXT_MAX 256

/**
 * bp_event_text - one line about an event, in the manner of blkparse
 * @event: the event
 * @text: receives the line, without a newline; longer ones are cut
 *
 *   8,0    0     0.000000000  Q   R 0 + 2048 bio_queue R-SUB-2.8
 *   8,0    0     0.000000000  X   R 0 + 1344 / 1344 split R-QSP-13 max_segments
 *   8,0    0     0.000000000  -   R 0 + 1344 split_end segments=168
 *
 * Device, processor and time, the tracer's letter or "-", operation, sectors; then the event's
 * name, its numbers under their names, and the rule and limit that made it happen.
 *
 * Return: length of the line.
 */
size_t bp_event_text(const struct bp_event *event, char text[BP_EVENT_TEXT_MAX]);

#endif
