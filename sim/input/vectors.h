/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Golden vectors: one JSON object a line, plain or gzip (tests/conform/vectors/README.md).
 */
#ifndef BP_SIM_VECTORS_H
#define BP_SIM_VECTORS_H

#include <jansson.h>

#include <blkpath/error.h>
#include <blkpath/limits.h>

struct bp_vectors;

enum bp_vector_kind {
	BP_VECTOR_SPLIT,
	BP_VECTOR_MERGE,
	BP_VECTOR_RQMERGE,
	BP_VECTOR_ADV,
	BP_VECTOR_ADD,
	BP_VECTOR_KINDS,
};

enum bp_vector_outcome { BP_OUTCOME_OK, BP_OUTCOME_BUG, BP_OUTCOME_HANG, BP_OUTCOME_WARN };

/**
 * struct bp_vector_case - one line
 * @json: the whole object; owns everything below
 * @id: unique name
 * @line: line in the file, from 1
 * @kind: what is done
 * @rules: rule set that the id's prefix names
 * @dma: dma-direct bios
 * @write: op is W
 * @limits: queue limits, as they stand in the file
 * @outcome: what the real code did
 * @function: the kernel function that complained, or ""
 */
struct bp_vector_case {
	json_t *json;
	const char *id;
	unsigned line;
	enum bp_vector_kind kind;
	const char *rules;
	bool dma;
	bool write;
	struct queue_limits limits;
	enum bp_vector_outcome outcome;
	const char *function;
};

/**
 * bp_vectors_open - open a file of golden vectors
 * @path: file name; gzip is recognised by its content
 * @vectors: set on success
 * @err: filled in on failure
 *
 * Return: 0 or a negative errno.
 */
int bp_vectors_open(const char *path, struct bp_vectors **vectors, struct bp_error *err);

/**
 * bp_vectors_next - read the next case
 * @vectors: open file
 * @c: filled in; release it with bp_vector_release()
 * @err: filled in on failure, with file, line and key
 *
 * A field that the format does not know is an error, so that nothing is left untested in silence.
 *
 * Return: 1 with a case, 0 at the end, a negative errno on failure.
 */
int bp_vectors_next(struct bp_vectors *vectors, struct bp_vector_case *c, struct bp_error *err);

void bp_vector_release(struct bp_vector_case *c);
void bp_vectors_close(struct bp_vectors *vectors);

/**
 * bp_vector_range - read one ["0xaddr", length] pair
 * @pair: JSON value
 * @addr: address, when it is one
 * @len: length in bytes
 *
 * Return: true iff it is such a pair.
 */
bool bp_vector_range(const json_t *pair, u64 *addr, unsigned *len);

#endif
