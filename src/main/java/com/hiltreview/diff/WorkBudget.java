package com.hiltreview.diff;

/** Counts down the steps that diffing may still take before its results become coarser. */
final class WorkBudget {

    /** A step costs some ten nanoseconds, so a whole task stays well below a second on a busy machine. */
    private static final long STEPS_FOR_ALL = 10_000_000;

    private long left;

    WorkBudget(long steps) {
        this.left = steps;
    }

    /** Counting steps instead of time lets the same edit give the same diff on every machine. */
    static WorkBudget shareOf(int parts) {
        return new WorkBudget(STEPS_FOR_ALL / Math.max(1, parts));
    }

    /** Takes nothing where less than that is left. */
    boolean take(long steps) {
        if (steps > left) {
            return false;
        }
        left -= steps;
        return true;
    }

    /** For an attempt that may fail and must leave something for what is tried after it. */
    WorkBudget takeHalf() {
        WorkBudget half = new WorkBudget(left / 2);
        left -= half.left;
        return half;
    }
}
