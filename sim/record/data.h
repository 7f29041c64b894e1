/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bytes of a case: made from a seed, laid into the iovecs, compared.
 */
#ifndef SIM_RECORD_DATA_H
#define SIM_RECORD_DATA_H

#include "record/plan.h"
#include "record/target.h"

/* Bytes that follow from the seed; @bytes is rounded up to 8. */
void bp_data_make(void *stream, size_t bytes, u64 seed);

/* Lays the stream into the iovecs of the arena. */
void bp_data_scatter(char *arena, const struct bp_plan *plan, const char *stream);

/* Fills the iovecs with something that bp_data_make() does not make. */
void bp_data_spoil(char *arena, const struct bp_plan *plan);

/* Whether the first @bytes of the iovecs are those of the stream. */
bool bp_data_equal(const char *arena, const struct bp_plan *plan, const char *stream, size_t bytes);

/**
 * bp_data_store - put bytes on the device, past the I/O under test
 * @target: the device
 * @sector: where
 * @stream: the bytes, aligned to a page
 * @bytes: whole blocks
 *
 * Return: true when they are there.
 */
bool bp_data_store(const struct bp_target *target, u64 sector, const char *stream, size_t bytes);

/* The other way; the same parameters. */
bool bp_data_load(const struct bp_target *target, u64 sector, char *stream, size_t bytes);

#endif
