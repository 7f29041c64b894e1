/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a recording holds while it runs.
 */
#ifndef SIM_RECORD_SESSION_H
#define SIM_RECORD_SESSION_H

#include <sys/utsname.h>

#include "record/case_writer.h"
#include "record/data.h"
#include "record/pool.h"
#include "record/record.h"
#include "record/ring.h"
#include "record/trace_instance.h"

#define BP_STREAM_BYTES ((size_t)8 << 20)

/**
 * struct bp_session - the recording
 * @wish: what the user wants
 * @pool: memory of known frames
 * @ring: for registered buffers; its fd is -1 where there is none
 * @trace: the trace instance
 * @loop: what our loop devices are made of
 * @target: the device at hand
 * @settings: its queue
 * @limits: its limits
 * @kernel: release
 * @plan: the case at hand
 * @outcome: what became of it
 * @record: all of it
 * @stream: the bytes that are written or expected
 * @loaded: bytes read back
 */
struct bp_session {
	const struct bp_record_wish *wish;
	struct bp_pool pool;
	struct bp_ring ring;
	struct bp_trace_instance trace;
	struct bp_loop loop;
	struct bp_target target;
	struct bp_queue_settings settings;
	struct bp_queue_limits_seen limits;
	struct utsname kernel;
	struct bp_plan plan;
	struct bp_outcome outcome;
	struct bp_case record;
	char *stream;
	char *loaded;
};

/**
 * bp_session_case - do one case
 * @session: with the device open and its limits read
 * @number: of the case
 * @err: receives the message
 *
 * Fills @plan, @outcome and @record.
 *
 * Return: 1 when its trace is whole, 0 when something else disturbed it, or negative errno with
 * @err filled.
 */
int bp_session_case(struct bp_session *session, unsigned number, struct bp_error *err);

#endif
