/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Traces of every format: fio iolog, blktrace, blkparse and blk tracer text, plain and gzip. */
#include <stdlib.h>

#include <input/trace_reader.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bp_error err = { 0 };
	struct bp_trace_reader *reader;
	struct bp_trace_io io;
	struct fuzz_path path;
	u64 done, total;
	int result;

	fuzz_path_make(&path, data, size);
	result = bp_trace_open(path.name, &reader, &err);
	fuzz_check_error(result, &err);
	if (result == 0) {
		bp_trace_select(reader, NULL);
		while ((result = bp_trace_next(reader, &io, &err)) == 1)
			;
		fuzz_check_error(result, &err);
		/* A reader that failed goes on failing. */
		if (result < 0 && bp_trace_next(reader, &io, &err) >= 0)
			abort();
		bp_trace_progress(reader, &done, &total);
		if (done > total && total)
			abort();
		bp_trace_close(reader);
	}
	fuzz_path_done(&path);
	return 0;
}
