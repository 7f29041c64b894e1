/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a controller counts, by name.
 */
#ifndef BP_SIM_NVME_COUNTERS_H
#define BP_SIM_NVME_COUNTERS_H

#include <blkpath/types.h>

/* X(member, "name", "what is counted") */
#define BP_NVME_COUNTERS(X)                                                                        \
	X(mmio_access, "host_violation.mmio_access", "register accesses of a wrong size or place") \
	X(read_only, "host_violation.read_only", "writes to registers that can only be read")      \
	X(cc_change, "host_violation.cc_change", "fields of CC changed while enabled")             \
	X(doorbell_not_ready, "host_violation.doorbell_not_ready", "doorbells while not ready")    \
	X(doorbell_queue, "host_violation.doorbell_queue",                                         \
	  "doorbells of queues that do not exist")                                                 \
	X(doorbell_value, "host_violation.doorbell_value", "doorbell values that cannot be")       \
	X(doorbell_repeat, "host_violation.doorbell_repeat", "doorbell values that were there")    \
	X(cid_conflict, "host_violation.cid_conflict", "commands with an id in use")               \
	X(self_mmio_dma, "self_mmio_dma", "accesses to own registers by DMA that were refused")    \
	X(peer_refused, "peer_mmio.refused", "register accesses of other devices, refused")        \
	X(peer_deferred, "peer_mmio.deferred", "register writes of other devices, done later")     \
	X(peer_overflow, "peer_mmio.overflow", "those for which there was no room")                \
	X(doorbells, "doorbells", "doorbell writes that counted")                                  \
	X(shadow_updates, "shadow_updates", "doorbells found in shadow memory")                    \
	X(shadow_errors, "shadow_errors", "accesses to shadow memory that failed")                 \
	X(fetched, "fetched", "commands fetched")                                                  \
	X(executed, "executed", "commands executed")                                               \
	X(completed, "completed", "completions posted")                                            \
	X(failed, "failed", "completions with a status other than success")                        \
	X(aborted, "aborted", "commands aborted, by command or with their queue")                  \
	X(vanished, "vanished", "commands that a reset ended without completion")                  \
	X(cq_full, "cq_full", "completions that waited for room")                                  \
	X(interrupts, "interrupts", "interrupts raised")                                           \
	X(enabled, "enabled", "times the controller became ready")                                 \
	X(resets, "resets", "controller resets")                                                   \
	X(fatal, "fatal", "times the controller gave up")                                          \
	X(faults, "faults", "faults injected")

struct bp_nvme_counters {
#define X(member, name, words) u64 member;
	BP_NVME_COUNTERS(X)
#undef X
};

/* One counter: its name, what it counts, where it is in struct bp_nvme_counters. */
struct bp_nvme_counter {
	const char *name;
	const char *words;
	size_t offset;
};

/* Ends with a row without name. */
extern const struct bp_nvme_counter bp_nvme_counter_table[];

static inline u64 bp_nvme_count_of(const struct bp_nvme_counters *counters,
				   const struct bp_nvme_counter *counter)
{
	return *(const u64 *)((const char *)counters + counter->offset);
}

/* A counter by its name; NULL when there is none. */
const struct bp_nvme_counter *bp_nvme_counter_find(const char *name);

#endif
