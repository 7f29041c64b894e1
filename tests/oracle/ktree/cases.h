/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases out of bytes: random ones, and those of a fuzzer that reads which bytes led where.
 */
#ifndef KTREE_CASES_H
#define KTREE_CASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "subject.h"

#define KT_CASE_BYTES 2048

/* Every string of bytes is a case that a kernel could meet; what is missing at its end reads as 0.
 */
void kt_case_make(struct kt_case *c, const uint8_t *bytes, size_t size);

/* The bytes of case `number` of a seed. */
void kt_case_bytes(uint8_t bytes[KT_CASE_BYTES], uint64_t seed, uint64_t number);

/* Within what kt_case_make() makes? For whoever changes a case by hand. */
bool kt_case_valid(const struct kt_case *c);

kt_number kt_bio_size(const struct kt_case *c, const struct kt_bio *b);

#endif
