/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a person must be told when input cannot be used: where, which key, what is wrong.
 */
#ifndef BLKPATH_ERROR_H
#define BLKPATH_ERROR_H

#define BP_ERROR_TEXT_MAX 320

/**
 * struct bp_error - one message about unusable input
 * @file: name of the file, empty when the input is not a file
 * @line: line number from 1, or 0 when a line means nothing (binary input: see @text for the
 * offset)
 * @key: the key, flag or field at fault, empty when there is none
 * @text: one sentence: what was wrong and what is allowed
 */
struct bp_error {
	char file[128];
	unsigned line;
	char key[64];
	char text[BP_ERROR_TEXT_MAX];
};

/**
 * bp_error_set - fill an error, unless one is already there
 * @err: the error; NULL is allowed and means that nobody listens
 * @file: file name or NULL
 * @line: line from 1, or 0
 * @key: key, flag or field, or NULL
 * @format: printf format of the sentence
 *
 * The first error wins: a caller that fails because its callee failed keeps the callee's words.
 * Text that does not fit is cut.
 *
 * Return: always -EINVAL, so that a reader can say ``return bp_error_set(...)``.
 */
int bp_error_set(struct bp_error *err, const char *file, unsigned line, const char *key,
		 const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
