/* The program that does nothing: what bench_start compares the start of bulkhead with. */
int main(void)
{
    return 0;
}
