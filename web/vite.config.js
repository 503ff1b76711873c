// Builds `dist/`, which the Rust side embeds. Nothing is inlined: the desk runs under a policy that
// forbids inline scripts and styles.
import { defineConfig } from 'vite'
import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte'

export default defineConfig({
  plugins: [svelte({ preprocess: vitePreprocess({ script: false }), compilerOptions: { runes: true } })],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
})
