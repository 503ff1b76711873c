// Outlines of countries; this file and its table of outlines are fetched by the map only.
import { feature } from 'topojson-client'
import type { FeatureCollection } from 'geojson'
import outlines from 'world-atlas/countries-110m.json'

/** An event with a place, as the server gives it. */
export interface Feature {
  geometry: { type: string; coordinates: [number, number] } | null
  properties: {
    event_id: string; event_type: string; event_date: string | null; status: string; certainty: string; quad: number; score: number; n_sources: number
    place: string | null; country: string | null; precision: string; sentence: string | null
  }
}

/** The outlines of all countries. */
export const COUNTRIES = feature(outlines as any, (outlines as any).objects.countries) as unknown as FeatureCollection
