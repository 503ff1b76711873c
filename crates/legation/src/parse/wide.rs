//! Loops compiled for plain and for wide registers.

/// Runs a body with AVX2 where the processor has it.
macro_rules! widened {
    ($(#[$doc:meta])* fn $name:ident $(<$($g:tt),*>)? ($($arg:ident: $type:ty),*) $body:block) => {
        $(#[$doc])*
        pub fn $name $(<$($g),*>)? ($($arg: $type),*) {
            #[inline(always)]
            fn plainly $(<$($g),*>)? ($($arg: $type),*) $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn widely $(<$($g),*>)? ($($arg: $type),*) {
                    plainly($($arg),*);
                }
                if std::arch::is_x86_feature_detected!("avx2") {
                    // SAFETY: the processor has the instructions.
                    return unsafe { widely($($arg),*) };
                }
            }
            plainly($($arg),*);
        }
    };
}

pub(super) use widened;
