/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Readers of PCI machines: what lspci printed, copies of sysfs `resource` files, and the running
 * machine.
 */
#ifndef SIM_INPUT_LSPCI_H
#define SIM_INPUT_LSPCI_H

#include "input/pci_record.h"

/**
 * bp_lspci_read - read what lspci printed
 * @records: overwritten; to be freed with bp_pci_records_free(), also on failure
 * @path: file, plain or gzip; "-" is the standard input
 * @err: receives the message
 *
 * Bytes (-x to -xxxx) and text (-v to -vvv) are taken together; where both speak, bytes win.
 *
 * Return: 0, or negative errno with @err filled.
 */
int bp_lspci_read(struct bp_pci_records *records, const char *path, struct bp_error *err);

/* One line of text, without its indentation, of a function; @depth is 1 for a fact, more below. */
void bp_lspci_fact(struct bp_pci_record *record, const char *line, unsigned depth);

/* What a heading says behind the address. */
void bp_lspci_heading(struct bp_pci_record *record, const char *text);

/**
 * bp_pci_resources_read - read copies of sysfs `resource` files
 * @records: sorted records, whose BARs are set
 * @path: the file: an address before the first line of each function, start, end and flags in each
 * line
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled.
 */
int bp_pci_resources_read(struct bp_pci_records *records, const char *path, struct bp_error *err);

/* Read the running machine through libpci. */
int bp_libpci_machine(struct bp_pci_records *records, struct bp_error *err);

/**
 * bp_libpci_dump - let libpci's dump access read bytes
 * @records: records that the bytes belong to
 * @fd: file of headings and bytes; its addresses are the numbers of the records
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled.
 */
int bp_libpci_dump(struct bp_pci_records *records, int fd, struct bp_error *err);

#endif
