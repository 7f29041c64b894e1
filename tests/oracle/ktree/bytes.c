/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <random.h>
#include <string.h>

#include "cases.h"

void kt_case_bytes(uint8_t bytes[KT_CASE_BYTES], uint64_t seed, uint64_t number)
{
	struct t_random random = { .state = seed ^ number * 0xd1342543de82ef95ull };

	for (size_t i = 0; i < KT_CASE_BYTES; i += sizeof(u64)) {
		u64 word = t_random(&random);

		memcpy(&bytes[i], &word, sizeof(word));
	}
}
