/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records of the kernel's binary block trace, version 7, and how an event becomes one.
 *
 * A record is 48 bytes, then pdu_len bytes of data.  Mirrors the user-visible part of
 * include/uapi/linux/blktrace_api.h, v5.2, by its names.
 */
#ifndef BLKPATH_BLKTRACE_H
#define BLKPATH_BLKTRACE_H

#include <blkpath/event.h>

#define BLK_IO_TRACE_MAGIC 0x656174u
#define BLK_IO_TRACE_VERSION 0x07u
#define BLK_IO_TRACE_MAGIC_VERSION (BLK_IO_TRACE_MAGIC << 8 | BLK_IO_TRACE_VERSION)
#define BLK_TRACE_MINOR_BITS 20

/* Categories: the high half of an action. */
#define BLK_TC_SHIFT 16
#define BLK_TC_READ (1u << 0)
#define BLK_TC_WRITE (1u << 1)
#define BLK_TC_FLUSH (1u << 2)
#define BLK_TC_SYNC (1u << 3)
#define BLK_TC_QUEUE (1u << 4)
#define BLK_TC_REQUEUE (1u << 5)
#define BLK_TC_ISSUE (1u << 6)
#define BLK_TC_COMPLETE (1u << 7)
#define BLK_TC_FS (1u << 8)
#define BLK_TC_PC (1u << 9)
#define BLK_TC_NOTIFY (1u << 10)
#define BLK_TC_AHEAD (1u << 11)
#define BLK_TC_META (1u << 12)
#define BLK_TC_DISCARD (1u << 13)
#define BLK_TC_DRV_DATA (1u << 14)
#define BLK_TC_FUA (1u << 15)

/* Actions: the low half, without the bit that marks a control group. */
#define BLK_TA_MASK 0xffu
enum {
	BLK_TA_QUEUE = 1,
	BLK_TA_BACKMERGE = 2,
	BLK_TA_FRONTMERGE = 3,
	BLK_TA_GETRQ = 4,
	BLK_TA_SLEEPRQ = 5,
	BLK_TA_REQUEUE = 6,
	BLK_TA_ISSUE = 7,
	BLK_TA_COMPLETE = 8,
	BLK_TA_PLUG = 9,
	BLK_TA_UNPLUG_IO = 10,
	BLK_TA_UNPLUG_TIMER = 11,
	BLK_TA_INSERT = 12,
	BLK_TA_SPLIT = 13,
	BLK_TA_BOUNCE = 14,
	BLK_TA_REMAP = 15,
};

/* Notes: actions of the category NOTIFY. */
enum {
	BLK_TN_PROCESS = 0,
	BLK_TN_TIMESTAMP = 1,
	BLK_TN_MESSAGE = 2,
};

struct blk_io_trace {
	u32 magic;
	u32 sequence;
	u64 time; /* ns */
	u64 sector;
	u32 bytes;
	u32 action;
	u32 pid;
	u32 device; /* major << 20 | minor */
	u32 cpu;
	u16 error;
	u16 pdu_len;
};

_Static_assert(sizeof(struct blk_io_trace) == 48, "a record on disk");

/* Data behind a remap record, big-endian. */
struct blk_io_trace_remap {
	u32 device_from;
	u32 device_to;
	u64 sector_from;
};

/* A record with the longest data that events have. */
#define BP_BLKTRACE_RECORD_MAX (sizeof(struct blk_io_trace) + sizeof(struct blk_io_trace_remap))

/* Longest name in a process record. */
#define BP_BLKTRACE_NAME_BYTES 16

/**
 * struct bp_blktrace_origin - what a record says that no event knows
 * @sequence: number of the record, from 1
 * @pid: process
 * @device: device for events without bio or request, major << 20 | minor
 */
struct bp_blktrace_origin {
	u32 sequence;
	u32 pid;
	u32 device;
};

/**
 * bp_blktrace_encode - make the record of an event
 * @event: the event
 * @origin: sequence number and process
 * @record: receives the bytes, always little-endian; BP_BLKTRACE_RECORD_MAX are enough
 *
 * Pure: reads the event and what it points to, nothing else.  A split carries the first sector of
 * the remainder, an unplug the number of requests, a remap the sector before it.
 *
 * Return: the bytes of the record, or 0 when the blk tracer has no letter for the event.
 */
size_t bp_blktrace_encode(const struct bp_event *event, const struct bp_blktrace_origin *origin,
			  u8 *record);

/**
 * bp_blktrace_encode_process - make the record that gives a process its name
 * @origin: sequence number and process
 * @time_ns: time
 * @name: its name; at most BP_BLKTRACE_NAME_BYTES - 1 bytes are kept
 * @record: receives the bytes
 *
 * Return: the bytes of the record.
 */
size_t bp_blktrace_encode_process(const struct bp_blktrace_origin *origin, u64 time_ns,
				  const char *name, u8 *record);

#endif
