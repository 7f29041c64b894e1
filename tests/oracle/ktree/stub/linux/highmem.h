/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Contents of pages are never touched. */
#ifndef KTREE_LINUX_HIGHMEM_H
#define KTREE_LINUX_HIGHMEM_H

#include <linux/mm.h>
#include <linux/string.h>

void *kmap_local_page(struct page *page);
void kunmap_local(const void *address);
void memcpy_from_page(char *to, struct page *page, size_t offset, size_t len);
void memcpy_to_page(struct page *page, size_t offset, const char *from, size_t len);
void memzero_page(struct page *page, size_t offset, size_t len);
void zero_user(struct page *page, unsigned int start, unsigned int size);

#endif
