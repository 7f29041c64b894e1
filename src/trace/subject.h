/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an event is about, in the terms of a trace.
 */
#ifndef TRACE_SUBJECT_H
#define TRACE_SUBJECT_H

#include <blkpath/event.h>

/**
 * struct bp_subject - the I/O of an event
 * @disk: disk, or NULL
 * @opf: operation and flags
 * @sector: first sector, 0 when there is none
 * @bytes: length
 * @known: the event has a bio or request
 */
struct bp_subject {
	const struct gendisk *disk;
	unsigned opf;
	sector_t sector;
	unsigned bytes;
	bool known;
};

struct bp_subject bp_event_subject(const struct bp_event *event);

/* The letters of operation and flags, at most 7 and a NUL. */
#define BP_RWBS_BYTES 8
void bp_rwbs_format(unsigned opf, unsigned bytes, char text[BP_RWBS_BYTES]);

#endif
